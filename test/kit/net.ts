import type { Chance } from './chance.ts'

/** Messages of one direction of one connection. `ordered: false`: any may come next, twice, or never. */
export class Channel {
  readonly name: string
  readonly ordered: boolean
  readonly #waiting: (() => void)[] = []
  readonly #net: Net

  constructor(net: Net, name: string, ordered: boolean) {
    this.#net = net
    this.name = name
    this.ordered = ordered
  }

  get size(): number {
    return this.#waiting.length
  }

  post(deliver: () => void): void {
    this.#waiting.push(deliver)
    this.#net.wake(this)
  }

  /** Delivers the next message; without order, one by chance. */
  flushOne(chance?: Chance): boolean {
    const at = this.ordered || !chance ? 0 : chance.below(this.#waiting.length)
    const [deliver] = this.#waiting.splice(at, 1)
    if (deliver === undefined) return false
    if (!this.ordered && chance?.maybe(this.#net.losing)) return true
    deliver()
    if (!this.ordered && chance?.maybe(this.#net.doubling)) deliver()
    return true
  }

  /** The connection is gone: what waits is lost. */
  clear(): void {
    this.#waiting.length = 0
  }
}

/** All connections of a world. Nothing arrives before it is flushed by hand. */
export class Net {
  readonly #busy = new Set<Channel>()
  /** Percent of unordered messages that are lost or doubled. */
  losing = 0
  doubling = 0
  /** Messages delivered so far, by the first word of their channel. */
  readonly delivered = new Map<string, number>()

  channel(name: string, ordered = true): Channel {
    return new Channel(this, name, ordered)
  }

  wake(channel: Channel): void {
    this.#busy.add(channel)
  }

  get waiting(): number {
    let sum = 0
    for (const channel of this.#busy) sum += channel.size
    return sum
  }

  /** Delivers one message from a channel picked by chance, or from the first. False when nothing waits. */
  flushOne(chance?: Chance): boolean {
    for (const channel of this.#busy) if (channel.size === 0) this.#busy.delete(channel)
    const busy = [...this.#busy]
    const channel = chance ? chance.pick(busy) : busy[0]
    if (channel === undefined) return false
    const kind = channel.name.split(' ')[0] ?? ''
    this.delivered.set(kind, (this.delivered.get(kind) ?? 0) + 1)
    return channel.flushOne(chance)
  }
}
