import type { InvitePreview, InviteText } from '../../contract/invites.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME } from '../../domain/member.ts'
import { pageAddress } from '../../domain/page-address.ts'
import { decodeInvite, type Invite, type InviteRefusal, inviteLink } from '../../envelope/invite.ts'
import type { OpenSpace } from '../parts.ts'
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

export function previewOf({ spaces }: Desk, invite: Invite): InvitePreview {
  return {
    space: cleanName(invite.spaceName, MAX_SPACE_NAME) || 'A space',
    inviter: cleanName(invite.inviter) || 'Someone',
    role: 'writer',
    relay: invite.relay,
    loopback: isLoopback(invite.relay),
    ...pageOf(invite),
    ...(invite.annotation === undefined ? {} : { annotation: true as const }),
    alreadyMember: spaces.get(invite.space) !== undefined,
  }
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
): Promise<InviteText> {
  const { relay } = space.self
  if (space.ended) throw new Refusal('Nobody can be invited into this space any more.')
  if (space.private || relay === undefined) {
    throw new Refusal('This space is private. Create a space in the Huddlemark window to invite others.')
  }
  if (!spaces.profile) throw new Refusal(NO_NAME)
  const code = await space.invite(spaces.profile.name, page ?? '', annotation)
  return { link: inviteLink(relay, code), code, ...(isLoopback(relay) ? { caution: LOOPBACK } : {}) }
}
