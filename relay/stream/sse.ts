import { type Bytes, toHex, utf8 } from '../../shared/kit/bytes.ts'
import { encodeStreamData, type StreamMessage } from '../../shared/protocol/stream.ts'
import type { LogEntry } from '../log/log.ts'

/** One event in the form of https://html.spec.whatwg.org/multipage/server-sent-events.html; data is JSON, hence one line. */
export function encodeEvent(message: StreamMessage, id?: number): Bytes {
  const head = id === undefined ? '' : `id: ${id}\n`
  return utf8(`${head}event: ${message.event}\ndata: ${encodeStreamData(message)}\n\n`)
}

export const HEARTBEAT = utf8(': heartbeat\n\n')

const entryMessage = (entry: LogEntry): StreamMessage => ({
  event: 'entry',
  document: entry.document,
  sequence: entry.sequence,
  chain: toHex(entry.chain),
  record: entry.record,
})

/** Backlog carries no id (T2). */
export const encodeBacklog = (entry: LogEntry): Bytes => encodeEvent(entryMessage(entry))

const encoded = new WeakMap<LogEntry, Bytes>()

/** A live entry with the relay's own sequence as id. Encoded once for all subscribers. */
export function encodeLive(entry: LogEntry): Bytes {
  const known = encoded.get(entry)
  if (known !== undefined) return known
  const bytes = encodeEvent(entryMessage(entry), entry.position)
  encoded.set(entry, bytes)
  return bytes
}
