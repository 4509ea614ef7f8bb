import type { SpaceId } from '../../domain/ids.ts'
import { memberIdOf } from '../../envelope/digest.ts'
import { verifySignature } from '../../envelope/ed25519.ts'
import { type Member, sign } from '../../envelope/party.ts'
import { keyringPath } from '../../protocol/append.ts'
import { DELETE_SPACE, type Deletion, deletionMessage, encodeDeletion, spacePath } from '../../protocol/deletion.ts'
import { parseRefusal } from '../../protocol/hello.ts'
import { parseChallenge } from '../../protocol/session.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { Closed, SpaceSelf } from '../parts.ts'
import type { EnginePorts, RelayDoor, RelayResponse, Store } from '../ports.ts'
import { withDeadline } from '../relay-link/deadline.ts'
import { parsed, refusal } from '../relay-link/session.ts'
import { lastHereKey } from './last-here.ts'
import type { LiveSpace } from './open-space.ts'
import { draftsOf, FORGOTTEN, INVITE, JOINED, PENDING, WANTED } from './stored.ts'

/** S21: everything that this device keeps of a space, and the note that it is to go, in one write. */
export async function erase(store: Store, space: SpaceId): Promise<void> {
  await store.erase(
    [
      { table: 'documents', prefix: `${space}.` },
      { table: 'envelopes', prefix: `${space}.` },
      { table: 'settings', prefix: `unsent.${space}.` },
      { table: 'settings', prefix: draftsOf(space) },
      { table: 'settings', prefix: lastHereKey(space) },
      { table: 'spaces', prefix: `${INVITE}${space}.` },
    ],
    [JOINED, PENDING, WANTED, FORGOTTEN].map(
      (name) => ({ table: 'spaces', key: name + space, value: undefined }) as const,
    ),
  )
}

/** Finishes what an earlier run began to forget. What cannot be erased now is tried again at the next start. */
export async function finishForgetting(store: Store): Promise<void> {
  for (const { key } of await store.list('spaces', FORGOTTEN))
    await erase(store, key.slice(FORGOTTEN.length) as SpaceId).catch(() => undefined)
}

/** First a note that it is to go, which takes its place in the list of spaces; then it is closed; then everything goes. */
export async function forgetSpace(
  store: Store,
  live: Pick<LiveSpace, 'self' | 'close'>,
  gone: () => void,
): Promise<void> {
  const { space } = live.self
  await store.write([
    { table: 'spaces', key: JOINED + space, value: undefined },
    { table: 'spaces', key: FORGOTTEN + space, value: { schema: 1 } },
  ])
  gone()
  await live.close()
  // A crash, or a failing store, from here on: the next start finds the note.
  await erase(store, space).catch(() => undefined)
}

/** What people are told where the state of the connection stands otherwise. */
export function closedWords(closed: Closed | undefined, document: Pick<SpaceDocument, 'shown'>): string {
  if (closed === undefined) return ''
  if (closed.how === 'left') return 'You left this space. Your copy stays on this device until you forget it.'
  const name = document.shown().get(closed.by)?.name ?? 'An admin'
  return `${name} deleted this space. What you have stays on this device until you forget it.`
}

/** Z3: whether this is the word of an admin of the space, by the newest keyring that we have. Whose, if so. */
export async function deletedBy(
  self: SpaceSelf,
  { admin, challenge, signature }: Deletion,
): Promise<Closed | undefined> {
  const by = await memberIdOf(admin)
  if (!self.isAdmin(by)) return undefined
  const message = deletionMessage(self.space, challenge)
  return (await verifySignature(admin, signature, DELETE_SPACE, message)) ? { how: 'deleted', by } : undefined
}

/** Z1: has the relay erase the space. One that it does not know is registered first, so that nobody can later. @throws RelayFailure */
export async function deleteAtRelay(
  ports: Pick<EnginePorts, 'clock' | 'relay'>,
  self: SpaceSelf,
  member: Member,
): Promise<void> {
  const door = withDeadline(ports.relay(self.relay ?? ''), ports.clock)
  const answer = await askDeletion(door, self, member)
  if (answer.status === 204) return
  if (codeOf(answer) !== 'unknown-space') throw refusal(answer)
  for (const body of self.keyrings) await ask(door, { method: 'PUT', path: keyringPath(self.space), body })
  const again = await askDeletion(door, self, member)
  if (again.status !== 204) throw refusal(again)
}

async function askDeletion(door: RelayDoor, { space }: SpaceSelf, member: Member): Promise<RelayResponse> {
  const { challenge } = parsed(await ask(door, { method: 'POST', path: '/v1/challenge' }), parseChallenge)
  const signature = await sign(member.signing, DELETE_SPACE, deletionMessage(space, challenge))
  const body = encodeDeletion({ admin: member.publicKey, challenge, signature })
  return ask(door, { method: 'DELETE', path: spacePath(space), body })
}

const ask = (door: RelayDoor, request: Parameters<RelayDoor['request']>[0]): Promise<RelayResponse> =>
  door.request(request, new AbortController().signal)

function codeOf({ body }: RelayResponse): string | undefined {
  const read = parseRefusal(new TextDecoder().decode(body))
  return read.ok ? read.value.error : undefined
}
