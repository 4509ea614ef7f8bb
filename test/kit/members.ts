import type { SpaceId } from '../../shared/domain/ids.ts'
import { enterSpace } from '../../shared/engine/spaces/membership.ts'
import { openSelf, type Self } from '../../shared/engine/spaces/self.ts'
import type { VerifiedCertificate } from '../../shared/envelope/certificate.ts'
import { createSpace, issueCertificate } from '../../shared/envelope/issue.ts'
import { createMember, type Member } from '../../shared/envelope/party.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { must } from './must.ts'

export interface TestSpace {
  readonly space: SpaceId
  readonly keyring: Uint8Array<ArrayBuffer>
  readonly writeSeed: Uint8Array<ArrayBuffer>
  readonly admin: Member
  /** Another member, or another device of one, in this space. */
  join(member?: Member): Promise<Self>
  /** A certificate in which a stranger names this device's keys as their own: both its signatures hold (K2). */
  claim(victim: Self): Promise<VerifiedCertificate & { readonly record: Bytes }>
}

/** A real space with real keys, below the engine: for tests of documents and carriage. */
export async function testSpace(relay: string | null = 'https://relay.example'): Promise<TestSpace> {
  const admin = await createMember()
  const { space, keyring, writeSeed } = await createSpace(admin)
  return {
    space,
    keyring,
    writeSeed,
    admin,
    async join(member) {
      const person = member ?? (await createMember())
      const stored = await enterSpace(
        {
          space,
          keyrings: [keyring],
          held: { role: 'writer', seed: writeSeed },
          name: 'Test',
          relay: relay ?? undefined,
        },
        person,
        0,
      )
      return openSelf(stored, person)
    },
    async claim(victim) {
      const { devicePublic, deviceExchangePublic } = must(await victim.prove(victim.certificate))
      const device = { publicKey: devicePublic, exchangePublic: deviceExchangePublic }
      const request = { space, epoch: 0, role: 'writer', notAfter: 1, member: await createMember(), device } as const
      const record = await issueCertificate({ ...request, roleSeed: writeSeed })
      return { ...must(await victim.prove(record)), record }
    },
  }
}
