import type { DeviceId, DocumentId, MemberId, SpaceId } from '../../domain/ids.ts'
import { parseCertificate, type VerifiedCertificate, verifyCertificate } from '../../envelope/certificate.ts'
import { openFrame, sealFrame } from '../../envelope/frame.ts'
import { isSession, NO_PREVIOUS, NOTHING_SEEN, parseHeader } from '../../envelope/header.ts'
import type { SpaceKeys } from '../../envelope/keys.ts'
import { openEnvelope, openVerified } from '../../envelope/open.ts'
import { type Device, type Member, randomBytes, sign } from '../../envelope/party.ts'
import { Recent } from '../../envelope/recent.ts'
import type { Refusal } from '../../envelope/refusals.ts'
import { type Draft, sealEnvelope } from '../../envelope/seal.ts'
import { type Bytes, fromHex, toHex, utf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { Signal } from '../../kit/signal.ts'
import { MAX_CHECKPOINT } from '../../protocol/limits.ts'
import { CLASS } from '../document-parts.ts'
import type { DocumentKeys } from '../documents/keys.ts'
import type { SpaceSelf } from '../parts.ts'
import { type Knowledge, knowledgeOf } from './knowledge.ts'
import { Standing } from './standing.ts'
import type { StoredSpace } from './stored.ts'

/** Certificates proven lately: presence comes every few seconds from the same devices. */
const PROVEN_KEPT = 512

/** Who we are in one space: the only place where the space's keys meet the device's. Goes on from epoch to epoch. */
export class Self extends Standing implements SpaceSelf, DocumentKeys {
  readonly space: SpaceId
  readonly device: DeviceId
  readonly relay: string | undefined
  readonly spaceDocument: DocumentId
  readonly changed = new Signal<void>()
  /** Somebody says that there is a new keyring. Set by what watches over the space's keys. */
  onKeyring: (record: Bytes | undefined) => Promise<void> = async () => undefined
  readonly #device: Device
  #proven = new Recent<Promise<Result<VerifiedCertificate, Refusal>>>(PROVEN_KEPT)

  constructor(knowledge: Knowledge, member: MemberId, spaceDocument: DocumentId) {
    super(knowledge, member)
    const { space, relay, device } = knowledge.stored
    this.space = space
    this.device = device.id as DeviceId
    this.relay = relay
    this.spaceDocument = spaceDocument
    this.#device = { ...device, id: this.device }
  }

  get carried(): boolean {
    return this.relay !== undefined
  }

  /** S10: goes on with what was just stored. Documents, sessions and presence are of the new epoch from here on. */
  adopt(knowledge: Knowledge): void {
    this.knowledge = knowledge
    // What was refused for want of a keyring may hold now.
    this.#proven = new Recent(PROVEN_KEPT)
    this.changed.emit()
  }

  learn(record: Bytes | undefined): Promise<void> {
    return this.onKeyring(record)
  }

  get #keys(): SpaceKeys {
    return this.knowledge.keys
  }

  pageDocument(address: string): Promise<DocumentId> {
    return this.#keys.documentId(CLASS.page, utf8(address))
  }

  /** Signs `T(name) ‖ message` with the device key. */
  signAs(name: string, message: Bytes): Promise<Bytes> {
    return sign(this.#device.signing, name, message)
  }

  async sign(message: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', this.#device.signing, message))
  }

  /** Proves a certificate against its epoch's keyring; the answer is kept, since the same few are shown again and again. */
  prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>> {
    return this.#proven.get(toHex(certificate.subarray(0, 512)), () => this.#prove(certificate))
  }

  async #prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>> {
    const parsed = parseCertificate(certificate)
    if (!parsed.ok) return parsed
    const keyring = this.chain[parsed.value.epoch]
    if (keyring) return verifyCertificate(certificate, keyring)
    return fail(parsed.value.space === this.space ? 'unknown-epoch' : 'wrong-space')
  }

  async verifyCertificate(record: Bytes) {
    const proven = await this.prove(record)
    return proven.ok
      ? { device: proven.value.device, member: proven.value.member, epoch: proven.value.epoch }
      : undefined
  }

  sealUpdate(place: Parameters<DocumentKeys['sealUpdate']>[0], body: Bytes): Promise<Bytes> {
    return this.#seal({ ...place, kind: 'update', epoch: this.epoch, device: this.device, body })
  }

  async sealCheckpoint(place: Parameters<DocumentKeys['sealCheckpoint']>[0], body: Bytes): Promise<Bytes | undefined> {
    const first = { counter: 1, previous: NO_PREVIOUS } as const
    const draft: Draft = { ...place, ...first, kind: 'checkpoint', epoch: this.epoch, device: this.device, body }
    const sealed = await sealEnvelope(draft, this.#keys, this.#device.signing)
    return sealed.ok && sealed.value.length <= MAX_CHECKPOINT ? sealed.value : undefined
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
      epoch: this.epoch,
      device: this.device,
      nonce: toHex(session),
      counter,
      previous: NO_PREVIOUS,
      seen: NOTHING_SEEN,
      body,
    })
  }

  async openSession(record: Bytes, certificateOf: (device: DeviceId, epoch: number) => Bytes | undefined) {
    const parsed = parseHeader(record)
    if (!parsed.ok || !isSession(parsed.value.kind)) return undefined
    const { kind, device, nonce, counter, epoch } = parsed.value
    const certificate = certificateOf(device, epoch)
    const proven = certificate && (await this.prove(certificate))
    if (!proven?.ok) return undefined
    const opened = await openEnvelope(
      record,
      { space: this.space, document: this.spaceDocument, class: CLASS.space, certificateOf: () => proven.value },
      this.#keys,
    )
    if (!opened.ok || (kind !== 'presence' && kind !== 'signal')) return undefined
    return { kind, device, epoch, session: nonce, counter, body: opened.value.body }
  }

  inboxOf(member: MemberId): Promise<DocumentId> {
    return this.#keys.documentId(CLASS.inbox, fromHex(member))
  }

  sealNotice(inbox: DocumentId, body: Bytes): Promise<Bytes> {
    return this.#seal({
      kind: 'notice',
      document: inbox,
      class: CLASS.inbox,
      epoch: this.epoch,
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
    const sealed = await sealFrame(frame, this.epoch, this.#keys)
    if (!sealed.ok) throw new RangeError(`this cannot be sealed: ${sealed.error}`)
    return sealed.value
  }

  async openFrame(record: Bytes, epoch: number) {
    const opened = await openFrame(record, epoch, this.#keys)
    return opened.ok ? opened.value : undefined
  }
}

/** @throws KeysDoNotFit */
export async function openSelf(stored: StoredSpace, member: Member): Promise<Self> {
  const knowledge = await knowledgeOf(stored)
  const spaceDocument = await knowledge.keys.documentId(CLASS.space, new Uint8Array(0))
  return new Self(knowledge, member.id, spaceDocument)
}
