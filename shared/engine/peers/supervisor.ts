import type { DeviceId } from '../../domain/ids.ts'
import { backoffMs } from '../../kit/backoff.ts'

/** Up to so many devices on a page, ourselves included, all are linked with all; above, the relay carries. */
export const MESH_DEVICES = 6
/** A link nobody needs any more is kept so long: people go from page to page. Milliseconds. */
export const LINGER_MS = 15_000
const REDIAL = { firstMs: 1_000, mostMs: 30_000 }

/** Somebody on the same page, or in the same huddle, who can be dialled. */
export interface Wanted {
  readonly device: DeviceId
  readonly peer: string
  /** In our huddle: linked whatever the page holds, since signals must arrive without the relay, too. At most MAX_IN_HUDDLE. */
  readonly call?: boolean
}

export interface Decision {
  readonly dial: readonly Wanted[]
  readonly close: readonly DeviceId[]
  /** Links to an engine that is no more: its device began anew, under another peer id. */
  readonly left: readonly DeviceId[]
  /** Look again in so many milliseconds, even if nothing happens. */
  readonly againIn: number | undefined
}

type State =
  | { readonly phase: 'idle'; readonly attempt: number; readonly notBefore: number; readonly peer: string }
  | { readonly phase: 'dialling'; readonly attempt: number; readonly peer: string }
  | {
      readonly phase: 'open'
      readonly peer: string
      /** What presence said when the link was opened: it may lag behind the link. */
      readonly announced: string | undefined
      readonly unwantedSince: number | undefined
    }

const beganAnew = (state: Extract<State, { phase: 'open' }>, { peer }: Wanted): boolean =>
  peer !== '' && peer !== state.peer && peer !== state.announced

/**
 * Which links there should be: events change the state, `decide` looks at all of it. It keeps that
 * 1. only the lower device id dials, and each pair has at most one dial under way;
 * 2. no link is begun while the page holds more than six devices, those of our huddle excepted; open ones stay;
 * 3. after a failure or a loss there is a pause with jitter, growing up to 30 s, over when the other's peer id changes;
 * 4. an open link that is no longer wanted is closed after fifteen seconds;
 * 5. an open link whose device announces another peer id than the link's is closed at once: it leads nowhere any more.
 */
export class Supervisor {
  readonly #self: DeviceId
  readonly #fraction: () => number
  readonly #states = new Map<DeviceId, State>()

  constructor(self: DeviceId, fraction: () => number) {
    this.#self = self
    this.#fraction = fraction
  }

  /** @param peer the link's own peer id, @param announced the one in the device's presence just now. */
  opened(device: DeviceId, peer: string, announced: string | undefined): void {
    this.#states.set(device, { phase: 'open', peer, announced, unwantedSince: undefined })
  }

  /** A dial failed, or an open link closed. */
  lost(device: DeviceId, now: number): void {
    const state = this.#states.get(device)
    if (state === undefined || state.phase === 'idle') return
    const attempt = state.phase === 'dialling' ? state.attempt : 0
    const notBefore = now + backoffMs(attempt, this.#fraction(), REDIAL)
    this.#states.set(device, { phase: 'idle', attempt: attempt + 1, notBefore, peer: state.peer })
  }

  /** The network may be back: pauses are over. */
  wake(): void {
    for (const [device, state] of this.#states)
      if (state.phase === 'idle') this.#states.set(device, { ...state, attempt: 0, notBefore: 0 })
  }

  /** Marks what it answers as begun: every answer is to be carried out. */
  decide(wanted: readonly Wanted[], now: number): Decision {
    const dial: Wanted[] = []
    const close: DeviceId[] = []
    const left: DeviceId[] = []
    const times: number[] = []
    const mesh = wanted.filter(({ call }) => call !== true).length < MESH_DEVICES
    for (const other of wanted) {
      const state = this.#states.get(other.device)
      if (state?.phase === 'open') {
        if (beganAnew(state, other)) left.push(other.device)
        this.#states.set(other.device, { ...state, unwantedSince: undefined })
        continue
      }
      if (!(mesh || other.call) || this.#self > other.device || other.peer === '' || state?.phase === 'dialling')
        continue
      const fresh = state === undefined || state.peer !== other.peer
      if (!fresh && state.notBefore > now) {
        times.push(state.notBefore - now)
        continue
      }
      this.#states.set(other.device, { phase: 'dialling', attempt: fresh ? 0 : state.attempt, peer: other.peer })
      dial.push(other)
    }
    this.#sweep(new Set(wanted.map(({ device }) => device)), now, close, times)
    return { dial, close, left, againIn: times.length === 0 ? undefined : Math.max(1, Math.min(...times)) }
  }

  #sweep(wanted: ReadonlySet<DeviceId>, now: number, close: DeviceId[], times: number[]): void {
    for (const [device, state] of this.#states) {
      if (wanted.has(device)) continue
      if (state.phase === 'idle') this.#states.delete(device)
      if (state.phase !== 'open') continue
      const since = state.unwantedSince ?? now
      if (now - since >= LINGER_MS) close.push(device)
      else {
        this.#states.set(device, { ...state, unwantedSince: since })
        times.push(since + LINGER_MS - now)
      }
    }
  }
}
