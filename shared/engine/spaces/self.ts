import type { DeviceId, DocumentId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { Role } from '../../domain/member.ts'
import { type VerifiedCertificate, verifyCertificate } from '../../envelope/certificate.ts'
import { memberIdOf } from '../../envelope/digest.ts'
import { openFrame, sealFrame } from '../../envelope/frame.ts'
import { isSession, NO_PREVIOUS, NOTHING_SEEN, parseHeader } from '../../envelope/header.ts'
import type { VerifiedKeyring } from '../../envelope/keyring.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { openSpaceKeys, type SpaceKeys } from '../../envelope/keys.ts'
import { openEnvelope, openVerified } from '../../envelope/open.ts'
import { type Device, type Member, randomBytes } from '../../envelope/party.ts'
import { Recent } from '../../envelope/recent.ts'
import type { Refusal } from '../../envelope/refusals.ts'
import { type Draft, sealEnvelope } from '../../envelope/seal.ts'
import { type Bytes, fromHex, toHex, utf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { CLASS } from '../document-parts.ts'
import type { DocumentKeys } from '../documents/keys.ts'
import type { SpaceSelf } from '../parts.ts'
import type { StoredSpace } from './stored.ts'

/** Certificates proven lately: presence comes every few seconds from the same devices. */
const PROVEN_KEPT = 512

/** Who we are in one space: the only place where the space's keys meet the device's. */
export class Self implements SpaceSelf, DocumentKeys {
  readonly space: SpaceId
  readonly member: MemberId
  readonly device: DeviceId
  readonly role: Role
  readonly relay: string | undefined
  readonly spaceDocument: DocumentId
  readonly certificate: Bytes
  readonly keyrings: readonly Bytes[]
  readonly #keys: SpaceKeys
  readonly #chain: readonly VerifiedKeyring[]
  readonly #device: Device
  readonly #ended: boolean
  readonly #admins: ReadonlySet<MemberId>
  readonly #proven = new Recent<Promise<Result<VerifiedCertificate, Refusal>>>(PROVEN_KEPT)

  constructor(
    stored: StoredSpace,
    member: Member,
    keys: SpaceKeys,
    chain: readonly VerifiedKeyring[],
    spaceDocument: DocumentId,
    admins: ReadonlySet<MemberId>,
  ) {
    this.space = stored.space
    this.member = member.id
    this.device = stored.device.id as DeviceId
    this.#admins = admins
    this.#ended = stored.ended !== undefined
    this.role = admins.has(member.id) ? 'admin' : 'writer'
    this.relay = stored.relay
    this.spaceDocument = spaceDocument
    this.certificate = stored.certificate
    this.keyrings = stored.keyrings
    this.#keys = keys
    this.#chain = chain
    this.#device = { ...stored.device, id: this.device }
  }

  get mayWrite(): boolean {
    return this.role !== 'reader' && !this.#ended
  }

  get carried(): boolean {
    return this.relay !== undefined
  }

  get #epoch(): number {
    return this.#chain.length - 1
  }

  pageDocument(address: string): Promise<DocumentId> {
    return this.#keys.documentId(CLASS.page, utf8(address))
  }

  isAdmin(member: MemberId): boolean {
    return this.#admins.has(member)
  }

  async sign(message: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', this.#device.signing, message))
  }

  /** Proves a certificate against its epoch's keyring; the answer is kept, since the same few are shown again and again. */
  prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>> {
    return this.#proven.get(toHex(certificate.subarray(0, 512)), () => this.#prove(certificate))
  }

  async #prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>> {
    let refusal: Refusal = 'wrong-epoch'
    for (const keyring of this.#chain) {
      const proven = await verifyCertificate(certificate, keyring)
      if (proven.ok) return proven
      if (proven.error !== 'wrong-epoch') refusal = proven.error
    }
    return fail(refusal)
  }

  async verifyCertificate(record: Bytes) {
    const proven = await this.prove(record)
    return proven.ok
      ? { device: proven.value.device, member: proven.value.member, epoch: proven.value.epoch }
      : undefined
  }

  sealUpdate(place: Parameters<DocumentKeys['sealUpdate']>[0], body: Bytes): Promise<Bytes> {
    return this.#seal({ ...place, kind: 'update', epoch: this.#epoch, device: this.device, body })
  }

  async #seal(draft: Draft): Promise<Bytes> {
    const sealed = await sealEnvelope(draft, this.#keys, this.#device.signing)
    if (!sealed.ok) throw new RangeError(`this cannot be sealed: ${sealed.error}`)
    return sealed.value
  }

  open(envelope: Parameters<DocumentKeys['open']>[0]): Promise<Result<Bytes, Refusal>> {
    return openVerified(envelope, this.#keys)
  }

  sealSession(kind: 'presence' | 'signal', session: Bytes, counter: number, body: Bytes): Promise<Bytes> {
    return this.#seal({
      kind,
      document: this.spaceDocument,
      class: CLASS.space,
      epoch: this.#epoch,
      device: this.device,
      nonce: toHex(session),
      counter,
      previous: NO_PREVIOUS,
      seen: NOTHING_SEEN,
      body,
    })
  }

  async openSession(record: Bytes, certificateOf: (device: DeviceId) => Bytes | undefined) {
    const parsed = parseHeader(record)
    if (!parsed.ok || !isSession(parsed.value.kind)) return undefined
    const { kind, device, nonce, counter } = parsed.value
    const certificate = certificateOf(device)
    const proven = certificate && (await this.prove(certificate))
    if (!proven?.ok) return undefined
    const opened = await openEnvelope(
      record,
      { space: this.space, document: this.spaceDocument, class: CLASS.space, certificateOf: () => proven.value },
      this.#keys,
    )
    if (!opened.ok || (kind !== 'presence' && kind !== 'signal')) return undefined
    return { kind, device, session: nonce, counter, body: opened.value.body }
  }

  inboxOf(member: MemberId): Promise<DocumentId> {
    return this.#keys.documentId(CLASS.inbox, fromHex(member))
  }

  sealNotice(inbox: DocumentId, body: Bytes): Promise<Bytes> {
    return this.#seal({
      kind: 'notice',
      document: inbox,
      class: CLASS.inbox,
      epoch: this.#epoch,
      device: this.device,
      // Drawn for this notice alone: nothing chains to it, and no PeerID is made from it.
      nonce: toHex(randomBytes(8)),
      counter: 1,
      previous: NO_PREVIOUS,
      seen: NOTHING_SEEN,
      body,
    })
  }

  async openNotice(record: Bytes, inbox: DocumentId, certificate: Bytes) {
    const proven = await this.prove(certificate)
    if (!proven.ok) return proven
    const expected = { space: this.space, document: inbox, class: CLASS.inbox, certificateOf: () => proven.value }
    const opened = await openEnvelope(record, expected, this.#keys)
    if (!opened.ok) return opened
    if (opened.value.header.kind !== 'notice') return fail<Refusal>('wrong-kind')
    return ok({ member: proven.value.member, body: opened.value.body })
  }

  async sealFrame(document: DocumentId, session: Bytes, counter: number, body: Bytes): Promise<Bytes> {
    const frame = { document, device: this.device, session: toHex(session), counter, body }
    const sealed = await sealFrame(frame, this.#epoch, this.#keys)
    if (!sealed.ok) throw new RangeError(`this cannot be sealed: ${sealed.error}`)
    return sealed.value
  }

  async openFrame(record: Bytes) {
    const opened = await openFrame(record, this.#epoch, this.#keys)
    return opened.ok ? opened.value : undefined
  }
}

/** Why a stored or invited space cannot be opened. */
export class KeysDoNotFit extends Error {
  override name = 'KeysDoNotFit'
}

/** Verifies the stored keyrings again and derives the keys. @throws KeysDoNotFit */
export async function openSelf(stored: StoredSpace, member: Member): Promise<Self> {
  const chain = await verifyKeyrings(stored.keyrings, stored.space)
  if (!chain.ok) throw new KeysDoNotFit(`the stored keyring does not hold: ${chain.error}`)
  const keys = await openSpaceKeys(stored.space, stored.writeSeed)
  const spaceDocument = await keys.documentId(CLASS.space, new Uint8Array(0))
  const admins = new Set(await Promise.all((chain.value.at(-1)?.admins ?? []).map(memberIdOf)))
  return new Self(stored, member, keys, chain.value, spaceDocument, admins)
}
