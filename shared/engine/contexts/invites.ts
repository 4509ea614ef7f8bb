import type { InvitePreview, InviteText } from '../../contract/invites.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME, type Role } from '../../domain/member.ts'
import { pageAddress } from '../../domain/page-address.ts'
import { decodeInvite, type Invite, type InviteRefusal, inviteLink } from '../../envelope/invite.ts'
import type { InviteRecord } from '../../envelope/invite-record.ts'
import type { OpenSpace } from '../parts.ts'
import { fetchRecord } from '../spaces/entrance.ts'
import type { Desk } from './desk.ts'
import { isLoopback } from './relay-address.ts'
import { NO_NAME, Refusal } from './words.ts'

const REFUSALS: Record<InviteRefusal, string> = {
  'not-an-invite': 'This is not a Huddlemark invite. Paste the whole link or code.',
  damaged: 'This invite is damaged: a part of it is missing or mistyped. Copy it again.',
  'newer-version': 'This invite was made by a newer Huddlemark. Update the extension, then try again.',
  'does-not-fit': 'This invite does not fit the space that it names. Ask for a new one.',
}

const LOOPBACK = 'The relay runs on this computer, so this invite works on this computer only.'

/** @throws Refusal in words for people */
export async function readInvite(text: string): Promise<Invite> {
  const invite = await decodeInvite(text)
  if (!invite.ok) throw new Refusal(REFUSALS[invite.error])
  return invite.value
}

/** The page that an invite leads to, if it is one that can be opened: it is a stranger's text, and will become a link. */
export function pageOf({ page }: Invite): { page?: string } {
  const parsed = pageAddress(page)
  return parsed.ok ? { page: parsed.value.link } : {}
}

/** Whoever looks at an invite waits so long for its record at most; it is read again when the invite is accepted. Milliseconds. */
const RECORD_MS = 3_000

/** What the invite is for: in its sealed record, as far as the relay gives it in time. */
async function recordOf(
  ports: Desk['ports'],
  { secret, ...invite }: Invite,
): Promise<Pick<InviteRecord, 'role' | 'key'> | 'gone' | undefined> {
  if (secret === undefined) return { role: 'writer', key: { seed: new Uint8Array(0) } }
  if (invite.relay === '') return undefined
  const late = new AbortController()
  const cancel = ports.clock.after(RECORD_MS, () => late.abort())
  const record = await fetchRecord(ports, { ...invite, secret }, late.signal)
  cancel()
  if (record.ok) return record.value
  return record.error === 'unknown-invite' ? 'gone' : undefined
}

export async function previewOf({ spaces, ports }: Desk, invite: Invite): Promise<InvitePreview> {
  const record = await recordOf(ports, invite)
  const known = record === 'gone' ? undefined : record
  const waiting = spaces.pending().find(({ space }) => space === invite.space)?.words
  return {
    space: cleanName(invite.spaceName, MAX_SPACE_NAME) || 'A space',
    inviter: cleanName(invite.inviter) || 'Someone',
    ...(known ? { role: known.role } : {}),
    ...(known && 'knockPublic' in known.key ? { askFirst: true as const } : {}),
    ...(record === 'gone' ? { gone: true as const } : {}),
    ...(waiting === undefined ? {} : { waiting }),
    relay: invite.relay,
    loopback: isLoopback(invite.relay),
    ...pageOf(invite),
    ...(invite.annotation === undefined ? {} : { annotation: true as const }),
    ...standingOf(spaces.get(invite.space)),
  }
}

/** S12: a copy that stayed here after we were removed, or left, is no membership. */
function standingOf(space: OpenSpace | undefined): Pick<InvitePreview, 'alreadyMember' | 'before'> {
  if (space?.self.ended === undefined) return { alreadyMember: space !== undefined }
  if (space.closed?.how === 'deleted') return { alreadyMember: false }
  return { alreadyMember: false, before: space.closed ? 'left' : 'removed' }
}

/**
 * @param page address to lead to; undefined for none
 * @param annotation what to show on it
 */
export async function inviteText(
  { spaces }: Desk,
  space: OpenSpace,
  page: string | undefined,
  annotation?: AnnotationId,
  wanted: { readonly role?: Role; readonly askFirst?: boolean; readonly life?: number } = {},
): Promise<InviteText> {
  const { relay } = space.self
  if (space.self.ended) throw new Refusal('Nobody can be invited into this space any more.')
  if (space.private || relay === undefined) {
    throw new Refusal('This space is private. Create a space in the Huddlemark window to invite others.')
  }
  if (!spaces.profile) throw new Refusal(NO_NAME)
  const { code, id, expires } = await space.invite(spaces.profile.name, page ?? '', wanted, annotation)
  return { link: inviteLink(relay, code), code, id, expires, ...(isLoopback(relay) ? { caution: LOOPBACK } : {}) }
}
