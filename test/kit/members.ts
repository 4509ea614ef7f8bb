import type { SpaceId } from '../../shared/domain/ids.ts'
import { enterSpace } from '../../shared/engine/spaces/membership.ts'
import { openSelf, type Self } from '../../shared/engine/spaces/self.ts'
import { createSpace } from '../../shared/envelope/issue.ts'
import { createMember, type Member } from '../../shared/envelope/party.ts'

export interface TestSpace {
  readonly space: SpaceId
  readonly keyring: Uint8Array<ArrayBuffer>
  readonly writeSeed: Uint8Array<ArrayBuffer>
  readonly admin: Member
  /** Another member, or another device of one, in this space. */
  join(member?: Member): Promise<Self>
}

/** A real space with real keys, below the engine: for tests of documents and carriage. */
export async function testSpace(relay: string | undefined = 'https://relay.example'): Promise<TestSpace> {
  const admin = await createMember()
  const { space, keyring, writeSeed } = await createSpace(admin)
  return {
    space,
    keyring,
    writeSeed,
    admin,
    async join(member) {
      const person = member ?? (await createMember())
      const stored = await enterSpace({ space, keyrings: [keyring], writeSeed, name: 'Test', relay }, person, 0)
      return openSelf(stored, person)
    },
  }
}
