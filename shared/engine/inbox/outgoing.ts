import type { DocumentId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Appendable } from '../relay-link/append.ts'

/** Inboxes written to at once: a large space must not open hundreds of requests. */
const AT_ONCE = 8

/** Appends without following, until closed (`Seat.appendOnly`). */
export type AppendOnly = (document: Appendable) => { close(): void }

/** One notice on its way into one inbox: our certificate, then the notice. */
class Letter implements Appendable {
  readonly id: DocumentId
  readonly space: SpaceId
  readonly #done: () => void
  #waiting: readonly Bytes[]

  constructor(space: SpaceId, id: DocumentId, records: readonly Bytes[], done: () => void) {
    this.space = space
    this.id = id
    this.#waiting = records
    this.#done = done
  }

  unacknowledged(): readonly Bytes[] {
    return this.#waiting
  }

  async acknowledged(record: Bytes): Promise<void> {
    this.#waiting = this.#waiting.filter((one) => one !== record)
    if (this.#waiting.length === 0) this.#done()
  }

  putOffByRelay(): void {}

  /** What the relay will never take is not tried again. */
  async refusedByRelay(): Promise<number> {
    this.#waiting = []
    this.#done()
    return 1
  }
}

/** Writes notices into members' inboxes: each tried again until the relay has it, or nobody wants it any more. */
export class OutgoingNotices {
  readonly #self: SpaceSelf
  readonly #append: AppendOnly

  constructor(self: SpaceSelf, append: AppendOnly) {
    this.#self = self
    this.#append = append
  }

  /** Resolves when the relay has all, has refused them for good, or `until` has ended. */
  async send(members: readonly MemberId[], body: Bytes, until: AbortSignal): Promise<void> {
    const left = [...members]
    const worker = async () => {
      for (let member = left.shift(); member !== undefined && !until.aborted; member = left.shift())
        await this.#sendOne(member, body, until)
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, members.length) }, worker))
  }

  async #sendOne(member: MemberId, body: Bytes, until: AbortSignal): Promise<void> {
    const inbox = await this.#self.inboxOf(member)
    const notice = await this.#self.sealNotice(inbox, body)
    if (until.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const letter = new Letter(this.#self.space, inbox, [this.#self.certificate, notice], resolve)
    const sending = this.#append(letter)
    until.addEventListener('abort', () => resolve(), { once: true })
    await promise
    sending.close()
  }
}
