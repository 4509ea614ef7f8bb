/** Counts what WebCrypto has under way, so that a test can tell an engine that computes from one that waits. */
const METHODS = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'verify',
] as const

let pending = 0
const waiting: (() => void)[] = []
const COUNTED = Symbol.for('huddlemark.counted')

function count(): void {
  const subtle = crypto.subtle as unknown as Record<string | symbol, unknown>
  if (subtle[COUNTED]) return
  subtle[COUNTED] = true
  for (const name of METHODS) {
    const method = (subtle[name] as (...args: unknown[]) => Promise<unknown>).bind(crypto.subtle)
    subtle[name] = (...args: unknown[]) => {
      pending++
      return method(...args).finally(() => {
        pending--
        for (const go of waiting.splice(0)) go()
      })
    }
  }
}
count()

/** One turn of the event loop: promises and finished cryptography go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A turn long enough for compression, which cannot be counted. */
const longTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

/** A turn, after something that is computed beside us has finished: spinning would only take the processor from it. */
async function progress(): Promise<void> {
  if (pending > 0) await new Promise<void>((resolve) => void waiting.push(resolve))
  await turn()
}

/** Lets everything that computes come to rest. `moved` delivers messages and says whether there were any. */
export async function rest(moved: () => boolean): Promise<void> {
  for (let calm = 0; calm < 2; ) {
    if (moved()) {
      calm = 0
      await turn()
    } else if (pending > 0) {
      calm = 0
      await progress()
    } else {
      calm++
      await longTurn()
    }
  }
}
