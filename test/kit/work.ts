/** Counts what WebCrypto and compression have under way, so that a test can tell an engine that computes from one that waits. */
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

function counted<Value>(work: Promise<Value>): Promise<Value> {
  pending++
  return work.finally(() => {
    pending--
    for (const go of waiting.splice(0)) go()
  })
}

function countCrypto(): void {
  const subtle = crypto.subtle as unknown as Record<string, unknown>
  for (const name of METHODS) {
    const method = (subtle[name] as (...args: unknown[]) => Promise<unknown>).bind(crypto.subtle)
    subtle[name] = (...args: unknown[]) => counted(method(...args))
  }
}

/** On a busy machine a compressor's thread may come late: simulated time must not run away meanwhile. */
function countReads<Stream extends { readonly readable: ReadableStream }>(stream: Stream): Stream {
  const { readable } = stream
  const getReader = readable.getReader.bind(readable) as () => ReadableStreamDefaultReader
  const counting = () => {
    const reader = getReader()
    const read = reader.read.bind(reader)
    return Object.assign(reader, { read: () => counted(read()) })
  }
  Object.assign(readable, { getReader: counting })
  return stream
}

function countCompression(): void {
  const { CompressionStream: Compression, DecompressionStream: Decompression } = globalThis
  globalThis.CompressionStream = class extends Compression {
    constructor(format: CompressionFormat) {
      super(format)
      countReads(this)
    }
  }
  globalThis.DecompressionStream = class extends Decompression {
    constructor(format: CompressionFormat) {
      super(format)
      countReads(this)
    }
  }
}

const here = globalThis as { [COUNTED]?: true }
if (!here[COUNTED]) {
  here[COUNTED] = true
  countCrypto()
  countCompression()
}

/** One turn of the event loop: promises and finished cryptography go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A turn long enough for what cannot be counted: streams hand on what was computed some turns later. */
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
