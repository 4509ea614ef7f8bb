/** What became, when the relay was back, of what had waited for it. */
export interface CameBack {
  readonly sent: number
  readonly refused: number
}

export interface LinkState {
  readonly state: 'connecting' | 'online' | 'offline'
  /** Changes of ours that the relay is not known to have. */
  readonly waiting: number
  /** Of these, the ones it does not take now, by its word. */
  readonly putOff: number
}

/**
 * Tells once after each outage what was sent and what was refused (N25). Only what people were told to be offline is one: a stream that
 * broke and came back is nobody's business.
 */
export class Outage {
  #away = false
  /** Changes that waited when the relay was back; undefined while it is away, or all is told. */
  #owed: number | undefined
  #refused = 0

  /** The relay refused changes of ours for good. */
  refuse(changes: number): void {
    if (this.#owed !== undefined) this.#refused += changes
  }

  /** Call after every change. */
  look({ state, waiting, putOff }: LinkState): CameBack | undefined {
    if (state === 'offline') {
      this.#away = true
      this.#owed = undefined
      this.#refused = 0
      return undefined
    }
    if (state === 'online' && this.#away) {
      this.#away = false
      this.#owed = waiting
    }
    if (this.#owed === undefined || waiting > putOff) return undefined
    const [refused, sent] = [this.#refused, Math.max(0, this.#owed - this.#refused - waiting)]
    this.#owed = undefined
    this.#refused = 0
    return sent + refused > 0 ? { sent, refused } : undefined
  }
}
