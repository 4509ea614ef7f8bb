import type { Bytes } from '../shared/kit/bytes.ts'

/** Time as an argument: the relay's core never reads the platform's clock. Milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Runs once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void
}

export interface Random {
  bytes(length: number): Bytes
}
