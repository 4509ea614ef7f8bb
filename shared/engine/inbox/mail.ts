import type { MemberId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Store } from '../ports.ts'
import type { Seat } from '../relay-link/seat.ts'
import { InboxDocument, type Notice } from './inbox-document.ts'
import { LateSignal } from './late-signal.ts'
import { OutgoingNotices } from './outgoing.ts'

/** The notices of one space: our own inbox, followed on the relay's stream, and what we write into others'. */
export class Mail {
  readonly noticed = new LateSignal<Notice>()
  readonly #seat: Seat
  readonly #outgoing: OutgoingNotices
  readonly #ended = new AbortController()

  constructor(self: SpaceSelf, ports: { readonly store: Store; readonly clock: Clock }, seat: Seat) {
    this.#seat = seat
    this.#outgoing = new OutgoingNotices(self, (document) => seat.appendOnly(document))
    // An inbox that cannot be read, or a store that ended, keeps notices away, nothing else.
    void this.#follow(self, ports).catch(() => undefined)
  }

  async #follow(self: SpaceSelf, ports: { readonly store: Store; readonly clock: Clock }): Promise<void> {
    const inbox = await InboxDocument.open(ports, self, (notice) => this.noticed.emit(notice))
    if (this.#ended.signal.aborted) return
    this.#seat.follow(inbox)
  }

  notify(members: readonly MemberId[], body: Bytes, until: AbortSignal): Promise<void> {
    return this.#outgoing.send(members, body, AbortSignal.any([until, this.#ended.signal]))
  }

  close(): void {
    this.#ended.abort()
  }
}
