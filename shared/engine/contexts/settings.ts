import * as v from 'valibot'
import type { OwnServer } from '../../contract/ice.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import type { Store } from '../ports.ts'

const KEY = 'engine'
const MAX_SITES_OFF = 5_000

const server = v.object({
  urls: v.array(v.string()),
  username: v.exactOptional(v.string()),
  credential: v.exactOptional(v.string()),
})
export const storedSettings = v.object({
  active: v.optional(v.string()),
  lastRelay: v.optional(v.string()),
  sitesOff: v.optional(v.array(v.string()), []),
  ringSilent: v.optional(v.boolean()),
  relayOnly: v.optional(v.boolean()),
  seenSilent: v.optional(v.boolean()),
  servers: v.optional(v.array(server)),
  shared: v.optional(v.boolean()),
  made: v.optional(v.number()),
  backupSuggested: v.optional(v.boolean()),
})
type Stored = v.InferOutput<typeof storedSettings>

/** Annotations of one's own after which a backup is suggested: from then on there is something to lose. */
const WORTH_KEEPING = 10

/** This browser's own choices; they leave it never. */
export class Settings {
  readonly changed = new Signal<void>()
  readonly #store: Store
  readonly #writing = new Serial()
  #now: Stored

  private constructor(store: Store, now: Stored) {
    this.#store = store
    this.#now = now
  }

  static async open(store: Store): Promise<Settings> {
    const read = v.safeParse(storedSettings, (await store.get('settings', KEY)) ?? {})
    return new Settings(store, read.success ? read.output : { sitesOff: [] })
  }

  /** The space that pages are shown in. It may be one that is not joined yet. */
  get active(): SpaceId | undefined {
    return this.#now.active as SpaceId | undefined
  }

  get lastRelay(): string | undefined {
    return this.#now.lastRelay
  }

  get sitesOff(): readonly string[] {
    return this.#now.sitesOff
  }

  isSiteOff(origin: string): boolean {
    return this.#now.sitesOff.includes(origin)
  }

  /** Being rung makes a sound. */
  get ringSound(): boolean {
    return this.#now.ringSilent !== true
  }

  /** Nobody in a call is to learn our address. */
  get relayOnly(): boolean {
    return this.#now.relayOnly === true
  }

  /** Others are told what this person has seen. */
  get tellSeen(): boolean {
    return this.#now.seenSilent !== true
  }

  setTellSeen(on: boolean): Promise<void> {
    return this.#change((now) => ({ ...now, seenSilent: !on }))
  }

  setRingSound(on: boolean): Promise<void> {
    return this.#change((now) => ({ ...now, ringSilent: !on }))
  }

  /** STUN and TURN servers of the person's own. */
  get servers(): readonly OwnServer[] {
    return this.#now.servers ?? []
  }

  setServers(servers: readonly OwnServer[]): Promise<void> {
    const own = servers.map((one) => ({ ...one, urls: [...one.urls] }))
    return this.#change((now) => ({ ...now, servers: own }))
  }

  setRelayOnly(on: boolean): Promise<void> {
    return this.#change((now) => ({ ...now, relayOnly: on }))
  }

  /** Everything is forgotten when the browser ends (Z1). */
  get sharedComputer(): boolean {
    return this.#now.shared === true
  }

  setSharedComputer(on: boolean): Promise<void> {
    return this.#change((now) => ({ ...now, shared: on }))
  }

  /** A backup is worth suggesting: once in a browser's life, and not where nothing is to stay. */
  get suggestsBackup(): boolean {
    const { made = 0, backupSuggested, shared } = this.#now
    return made >= WORTH_KEEPING && !backupSuggested && !shared
  }

  /** One more annotation was made here. What comes after the suggestion is not counted. */
  async annotated(): Promise<void> {
    const { made = 0 } = this.#now
    if (made < WORTH_KEEPING) await this.#change((now) => ({ ...now, made: (now.made ?? 0) + 1 }))
  }

  /** It was suggested, or one was made. */
  async backupSuggested(): Promise<void> {
    if (!this.#now.backupSuggested) await this.#change((now) => ({ ...now, backupSuggested: true }))
  }

  use(space: SpaceId): Promise<void> {
    return this.#change((now) => ({ ...now, active: space }))
  }

  rememberRelay(address: string): Promise<void> {
    return this.#change((now) => ({ ...now, lastRelay: address }))
  }

  setSite(origin: string, on: boolean): Promise<void> {
    return this.#change((now) => {
      const others = now.sitesOff.filter((site) => site !== origin)
      return { ...now, sitesOff: on ? others : [...others, origin].slice(-MAX_SITES_OFF) }
    })
  }

  #change(change: (now: Stored) => Stored): Promise<void> {
    return this.#writing.run(async () => {
      const next = change(this.#now)
      await this.#store.write([{ table: 'settings', key: KEY, value: next }])
      this.#now = next
      this.changed.emit()
    })
  }
}
