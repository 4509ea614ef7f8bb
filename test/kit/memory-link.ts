import type { Link, LinkEvents } from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { Net } from './net.ts'

const MAX_LOSSY = 1_024

/** What the two ends are known by. */
interface Ends {
  readonly a: string
  readonly b: string
}

interface Side {
  events: LinkEvents | undefined
  closed: boolean
  /** What came before the owner listened. */
  early: ((events: LinkEvents) => void)[]
}

/**
 * A link as a data channel behaves, in one process: ordered messages, lossy ones, and an end that each side sees once. Bytes are copied
 * as a wire does. Closing lets what was sent before arrive; `cut` does not.
 */
export class MemoryLinkPair {
  readonly a: Link
  readonly b: Link
  /** Breaks the link without a word: each side notices by itself. */
  readonly cut: () => void
  /** Whether one side at least holds it. */
  readonly isOpen: () => boolean

  constructor(net: Net, name: string, fingerprints: Ends, peers: Ends = { a: 'a', b: 'b' }) {
    const sides: readonly [Side, Side] = [blank(), blank()]
    const channels = [net.channel(`link ${name} >`), net.channel(`link ${name} <`)] as const
    const lossy = [net.channel(`lossy ${name} >`, false), net.channel(`lossy ${name} <`, false)] as const
    const end = (side: Side) => {
      if (side.closed) return
      side.closed = true
      tell(side, (events) => events.closed())
    }
    const link = (mine: 0 | 1): Link => {
      const own = sides[mine]
      const other = sides[mine === 0 ? 1 : 0]
      return {
        peer: mine === 0 ? peers.b : peers.a,
        fingerprints:
          mine === 0
            ? { local: fingerprints.a, remote: fingerprints.b }
            : { local: fingerprints.b, remote: fingerprints.a },
        listen: (events) => listen(own, events),
        send: async (message) => {
          if (own.closed) throw new Error('the link is closed')
          const copy = message.slice() as Bytes
          channels[mine].post(() => !other.closed && tell(other, (events) => events.message(copy)))
        },
        sendLossy: (message) => {
          if (own.closed || message.length > MAX_LOSSY) return
          const copy = message.slice() as Bytes
          lossy[mine].post(() => !other.closed && tell(other, (events) => events.lossy(copy)))
        },
        close: () => {
          if (own.closed) return
          channels[mine].post(() => end(other))
          queueMicrotask(() => end(own))
        },
      }
    }
    this.isOpen = () => sides.some(({ closed }) => !closed)
    this.a = link(0)
    this.b = link(1)
    this.cut = () => {
      for (const channel of [...channels, ...lossy]) channel.clear()
      for (const [index, side] of sides.entries()) channels[index === 0 ? 1 : 0].post(() => end(side))
    }
  }
}

const blank = (): Side => ({ events: undefined, closed: false, early: [] })

function tell(side: Side, what: (events: LinkEvents) => void): void {
  if (side.events) what(side.events)
  else side.early.push(what)
}

function listen(side: Side, events: LinkEvents): void {
  if (side.events) throw new Error('a link has one owner')
  side.events = events
  for (const what of side.early.splice(0)) what(events)
}
