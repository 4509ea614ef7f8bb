/** File transfers in a plain page of an extension, between two such pages: what test/e2e/files.test.ts drives. */
import type { TransferView } from '../../entrypoints/huddle/files/model.ts'
import { createTransfers, type Transfers } from '../../entrypoints/huddle/files/transfers.ts'
import type { DeviceId } from '../../shared/domain/ids.ts'

const OTHER = 'f'.repeat(32) as DeviceId
const TYPE = 'application/octet-stream'

const hex = (buffer: ArrayBuffer): string =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
const digestOf = async (file: Blob): Promise<string> =>
  hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))

/** Bytes that differ everywhere, the same for the same seed. */
function made(name: string, size: number, seed: number): File {
  const words = new Uint32Array(Math.ceil(size / 4))
  for (let i = 0, x = seed; i < words.length; i++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
    words[i] = x
  }
  return new File([new Uint8Array(words.buffer, 0, size)], name, { type: TYPE, lastModified: 1_700_000_000_000 })
}

/** All candidates in the description: nothing is trickled between pages. */
async function gathered(pc: RTCPeerConnection): Promise<string> {
  if (pc.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && resolve())
    })
  }
  return JSON.stringify(pc.localDescription)
}

function makeLab() {
  let pc: RTCPeerConnection | undefined
  const folder = location.hash.slice(1)
  const transfers: Transfers = createTransfers({ folder })
  const connection = (): RTCPeerConnection => {
    pc?.close()
    pc = new RTCPeerConnection()
    transfers.channel(OTHER, pc.createDataChannel('files', { negotiated: true, id: 2, ordered: true }))
    return pc
  }
  const found = (name: string, direction: string): TransferView | undefined =>
    transfers.list.find((line) => line.name === name && line.direction === direction)
  /** When a line is as told: its state, and how much of it has moved at least. */
  const until = async (name: string, direction: string, state: string, done = 0): Promise<TransferView> => {
    for (;;) {
      const line = found(name, direction)
      if (line?.state === state && line.done >= done) return line
      // `changed` is told a few times in a second; some of these states last shorter.
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return {
    /** The three steps of a connection, each in its page. */
    call: async (): Promise<string> => {
      const made = connection()
      await made.setLocalDescription()
      return gathered(made)
    },
    answer: async (offer: string): Promise<string> => {
      const made = connection()
      await made.setRemoteDescription(JSON.parse(offer))
      await made.setLocalDescription()
      return gathered(made)
    },
    answered: (answer: string): Promise<void> => (pc as RTCPeerConnection).setRemoteDescription(JSON.parse(answer)),
    offer: (name: string, size: number, seed: number): void => transfers.offer(OTHER, made(name, size, seed)),
    digestOfMade: (name: string, size: number, seed: number): Promise<string> => digestOf(made(name, size, seed)),
    accept: (name: string): Promise<void> => transfers.accept(found(name, 'in')?.id ?? ''),
    cancel: (name: string, direction: string): void => transfers.cancel(found(name, direction)?.id ?? ''),
    forget: (name: string): void => transfers.forget(found(name, 'in')?.id ?? ''),
    lines: (): number => transfers.list.length,
    until,
    /** Ends the connection while a file moves. */
    hangUpAt: async (name: string, direction: string, done: number): Promise<TransferView> => {
      const line = await until(name, direction, 'moving', done)
      pc?.close()
      transfers.gone(OTHER)
      return line
    },
    save: (name: string): Promise<void> => transfers.save(found(name, 'in')?.id ?? ''),
    /** How many blocks each folder on disk holds. */
    disk: async (): Promise<readonly number[]> => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true })
      const counts: number[] = []
      for await (const folder of root.values()) {
        let blocks = 0
        for await (const name of (folder as FileSystemDirectoryHandle).keys()) if (/^\d+$/.test(name)) blocks += 1
        counts.push(blocks)
      }
      return counts
    },
  }
}

declare global {
  var files: ReturnType<typeof makeLab>
}

globalThis.files = makeLab()
