/** Three neighbouring token hashes as one key. */
export function trigram(hash: Int32Array, at: number): number {
  let h = Math.imul(hash[at] as number, 0x9e3779b1)
  h = Math.imul((h ^ (h >>> 15)) + (hash[at + 1] as number), 0x85ebca6b)
  h = Math.imul((h ^ (h >>> 13)) + (hash[at + 2] as number), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Five neighbouring token hashes as one key: long enough to be the only one of its kind in most texts. */
export function pentagram(hash: Int32Array, at: number): number {
  const h = Math.imul(trigram(hash, at) ^ (hash[at + 3] as number), 0x9e3779b1)
  return Math.imul((h ^ (h >>> 15)) + (hash[at + 4] as number), 0x85ebca6b) ^ (h >>> 13)
}

/**
 * 32-bit keys to small numbers, by open addressing. A Map would do, at three times the time of a page's scan; and it is not
 * fooled by a page's own words (`constructor`), since keys are numbers.
 */
export class KeyTable {
  readonly #mask: number
  readonly #keys: Int32Array
  /** Number plus one; 0 is free. */
  readonly #slots: Int32Array
  size = 0

  constructor(most: number) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(8, most * 2)))
    this.#mask = room - 1
    this.#keys = new Int32Array(room)
    this.#slots = new Int32Array(room)
  }

  /** The key's number, or -1. */
  find(key: number): number {
    for (let at = key & this.#mask; ; at = (at + 1) & this.#mask) {
      const slot = this.#slots[at] as number
      if (slot === 0) return -1
      if (this.#keys[at] === key) return slot - 1
    }
  }

  /** The key's number, given now if it had none. Never more keys than the table was made for. */
  add(key: number): number {
    let at = key & this.#mask
    for (; this.#slots[at] !== 0; at = (at + 1) & this.#mask) {
      if (this.#keys[at] === key) return (this.#slots[at] as number) - 1
    }
    this.#keys[at] = key
    this.#slots[at] = ++this.size
    return this.size - 1
  }
}
