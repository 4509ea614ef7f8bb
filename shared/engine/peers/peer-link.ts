import type { DocumentId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Alarm } from '../alarm.ts'
import type { DocumentHandle, LeaseHead, Received } from '../document-parts.ts'
import type { Clock } from '../ports.ts'
import type { Confirmed } from './greet.ts'
import type { Inbox } from './inbox.ts'
import { type ByeReason, encodeLinkMessage, type LinkMessage, parseLinkMessage } from './wire.ts'

/** Memory by a peer that does not read: bytes we let wait before the link is closed. The relay carries instead. */
const MAX_OUTGOING = 16 * 1024 * 1024
/** An answer to "are you still there?" takes a round trip; a transport would notice a dead end only after 15 to 30 s. */
const PROBE_MS = 3_000

export interface PeerLinkEvents {
  document(id: DocumentId): DocumentHandle | undefined
  received(document: DocumentHandle, record: Bytes, result: Received): void
  presence(record: Bytes): void
  frame(record: Bytes): void
  signal(record: Bytes): void
  keys(record: Bytes): Promise<void>
}

/**
 * One confirmed link. Both sides say what they have of each document (heads per lease) and send what the other lacks, verbatim;
 * then every new record. Heads are said again when they changed, so that nothing held back or lost on the way stays missing.
 */
export class PeerLink {
  readonly peer: Confirmed
  readonly #inbox: Inbox
  readonly #events: PeerLinkEvents
  /** In order: what is missing, then what is new. */
  readonly #outgoing = new Serial()
  #waiting = 0
  /** Documents which the other carries: it said its heads. */
  readonly #theirs = new Set<DocumentId>()
  /** Our heads as last said, so that unchanged ones are not repeated. */
  readonly #said = new Map<DocumentId, string>()
  /** The other's heads as last heard. `answered`: ours were said once more because of them. */
  readonly #heard = new Map<DocumentId, { readonly heads: readonly LeaseHead[]; answered: boolean }>()
  readonly #silent: Alarm

  constructor(peer: Confirmed, inbox: Inbox, clock: Clock, events: PeerLinkEvents) {
    this.peer = peer
    this.#inbox = inbox
    this.#events = events
    this.#silent = new Alarm(clock, () => this.#inbox.link.close())
  }

  get closed(): boolean {
    return this.#inbox.closed
  }

  /** Reads until the link is closed. */
  async run(): Promise<void> {
    this.#inbox.lossy = (message) => this.#lossy(message)
    for (;;) {
      const bytes = await this.#inbox.take()
      this.#silent.stop()
      if (bytes === undefined) return
      const message = parseLinkMessage(bytes)
      if (message === undefined) await this.close('refused')
      else await this.#handle(message)
    }
  }

  async #handle(message: LinkMessage): Promise<void> {
    switch (message.type) {
      case 'heads':
        return this.#heads(message.document, message.heads, message.ask)
      case 'record':
        return this.#record(message.document, message.record)
      case 'presence':
        return this.#events.presence(message.record)
      case 'signal':
        return this.#events.signal(message.record)
      case 'keys':
        return this.#events.keys(message.record)
      case 'bye':
        return this.#inbox.link.close()
      case 'ping':
        return this.#queue(() => this.#send({ type: 'pong' }))
      case 'pong':
        return
      default: // a second hello, or a frame on the ordered channel
        return this.close('refused')
    }
  }

  #lossy(bytes: Bytes): void {
    const message = parseLinkMessage(bytes)
    if (message?.type === 'frame') this.#events.frame(message.record)
  }

  async #record(id: DocumentId, record: Bytes): Promise<void> {
    const document = this.#events.document(id)
    if (document === undefined) return
    try {
      this.#events.received(document, record, await document.receive(record, 'peer'))
    } catch {
      // Storage is full or the document just closed: the record is not kept, and comes again with the next exchange of heads.
    }
  }

  #heads(id: DocumentId, heads: readonly LeaseHead[], ask: boolean): void {
    const document = this.#events.document(id)
    if (document === undefined) return
    this.#theirs.add(id)
    if (JSON.stringify(this.#heard.get(id)?.heads) !== JSON.stringify(heads))
      this.#heard.set(id, { heads, answered: false })
    this.#queue(async () => {
      for (const record of await document.missing(heads)) await this.#send({ type: 'record', document: id, record })
    })
    if (ask) this.#sayHeads(document, false)
  }

  /** Says our heads of a document when they are new, or the other has more. `ask`: a document that we began to carry after the link was opened. */
  sayHeads(document: DocumentHandle, ask: boolean): void {
    const heads = document.heads()
    const changed = this.#said.get(document.id) !== JSON.stringify(heads)
    if (changed || ask || this.#isBehind(document.id, heads)) this.#sayHeads(document, ask)
  }

  /**
   * Not everything reaches the other end as a new record: a checkpoint does not, nor what was held here until it could be placed. So whoever
   * hears of more than they have says their heads once more. Once for the same heads: what was refused here would be sent for ever.
   */
  #isBehind(id: DocumentId, ours: readonly LeaseHead[]): boolean {
    const heard = this.#heard.get(id)
    if (heard === undefined || heard.answered) return false
    const counters = new Map(ours.map(({ device, nonce, counter }) => [device + nonce, counter]))
    heard.answered = heard.heads.some(({ device, nonce, counter }) => counter > (counters.get(device + nonce) ?? 0))
    return heard.answered
  }

  #sayHeads(document: DocumentHandle, ask: boolean): void {
    this.#queue(() => {
      const heads = document.heads()
      this.#said.set(document.id, JSON.stringify(heads))
      return this.#send({ type: 'heads', document: document.id, ask, heads })
    })
  }

  /** Sends a new record when the other carries its document. */
  offer(document: DocumentId, record: Bytes): void {
    if (this.#theirs.has(document)) this.#queue(() => this.#send({ type: 'record', document, record }), record.length)
  }

  sendPresence(record: Bytes): void {
    this.#queue(() => this.#send({ type: 'presence', record }), record.length)
  }

  sendSignal(record: Bytes): void {
    this.#queue(() => this.#send({ type: 'signal', record }), record.length)
  }

  sendKeys(record: Bytes): void {
    this.#queue(() => this.#send({ type: 'keys', record }), record.length)
  }

  /** Somebody says that the other has gone: it is asked, and the link is closed when nothing at all comes from it in time. */
  probe(): void {
    if (this.closed || this.#silent.waiting) return
    this.#silent.set(PROBE_MS)
    this.#queue(() => this.#send({ type: 'ping' }))
  }

  sendFrame(record: Bytes): void {
    if (!this.closed) this.#inbox.link.sendLossy(encodeLinkMessage({ type: 'frame', record }))
  }

  #queue(task: () => Promise<void>, size = 64): void {
    if (this.closed) return
    this.#waiting += size
    // Without goodbye: it would wait behind all that is not read.
    if (this.#waiting > MAX_OUTGOING) {
      this.#inbox.link.close()
      return
    }
    void this.#outgoing
      .run(() => (this.closed ? undefined : task()))
      .catch(() => this.#inbox.link.close())
      .finally(() => {
        this.#waiting -= size
      })
  }

  #send(message: LinkMessage): Promise<void> {
    return this.#inbox.link.send(encodeLinkMessage(message))
  }

  /** Says why, then closes. */
  async close(reason: ByeReason): Promise<void> {
    if (this.closed) return
    const { link } = this.#inbox
    try {
      await link.send(encodeLinkMessage({ type: 'bye', reason }))
    } catch {
      // Already closing.
    }
    link.close()
  }
}
