import type { StreamEvent } from '../../shared/engine/ports.ts'

/** Longest event taken, in UTF-16 units: a relay must not fill our memory with one that never ends. An entry of the largest record fits. */
export const MAX_EVENT = 4 * 1024 * 1024

/**
 * Incremental parser of `text/event-stream`: give it decoded text as it comes, get whole events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventStreamParser {
  /** Text after the last complete line, in pieces, so that a long line is joined once. */
  #rest: string[] = []
  #size = 0
  /** The chunk before ended with CR: a LF that comes first belongs to it. */
  #afterReturn = false
  #event = ''
  #data: string[] = []
  #id: string | undefined

  /** @throws RangeError when an event is longer than `MAX_EVENT`. */
  push(text: string): StreamEvent[] {
    // Nothing says nothing: it must not part a CR from its LF.
    if (text === '') return []
    const events: StreamEvent[] = []
    let from = this.#afterReturn && text.startsWith('\n') ? 1 : 0
    this.#afterReturn = text.endsWith('\r')
    for (const end of text.matchAll(/\r\n|\n|\r/g)) {
      if (end.index < from) continue
      const event = this.#line(this.#take(text.slice(from, end.index)))
      if (event) events.push(event)
      from = end.index + end[0].length
    }
    this.#keep(text.slice(from))
    return events
  }

  #keep(piece: string): void {
    if (piece === '') return
    this.#rest.push(piece)
    this.#grow(piece.length)
  }

  #grow(by: number): void {
    this.#size += by
    if (this.#size > MAX_EVENT) throw new RangeError('event too long')
  }

  #take(tail: string): string {
    const line = this.#rest.length === 0 ? tail : this.#rest.join('') + tail
    this.#rest = []
    return line
  }

  #line(line: string): StreamEvent | undefined {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return { event: 'heartbeat', data: '' }
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') this.#event = value
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    else if (field === 'data') {
      this.#data.push(value)
      this.#grow(value.length)
    }
    return undefined
  }

  #dispatch(): StreamEvent | undefined {
    const event = this.#data.length === 0 ? undefined : this.#made()
    this.#event = ''
    this.#data = []
    this.#id = undefined
    this.#size = 0
    return event
  }

  /** `id` is that of this event alone: the engine keeps the last one itself, and needs to know which events carry none. */
  #made(): StreamEvent {
    const made = { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') }
    return this.#id === undefined ? made : { ...made, id: this.#id }
  }
}
