import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

export type Handle = (request: Request, address: string) => Promise<Response>

/** Methods that `Request` itself refuses; nothing here answers them either. */
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** Serves web-standard handlers over node:http, with backpressure both ways. */
export function serve(
  handle: Handle,
  addressOf: (request: IncomingMessage) => string,
  failed: (error: unknown) => void,
) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // A connection that breaks while we write is no surprise; without a listener it would end the process.
    outgoing.on('error', () => undefined)
    answer(incoming, outgoing, handle, addressOf).catch((error) => {
      failed(error)
      outgoing.destroy()
    })
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: Handle,
  addressOf: (request: IncomingMessage) => string,
): Promise<void> {
  const request = toRequest(incoming)
  if (request === undefined) {
    outgoing.writeHead(400, { connection: 'close' }).end()
    return
  }
  const response = await handle(request, addressOf(incoming))
  // What was not read of the body (too large, wrong method) must not be taken for the next request.
  if (!incoming.complete) response.headers.set('connection', 'close')
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null || incoming.method === 'HEAD') {
    await response.body?.cancel()
    outgoing.end()
  } else await pump(response.body, outgoing)
}

/** The request in web form, or undefined when its address or method has no such form. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  const { method = 'GET', url = '/' } = incoming
  if (FORBIDDEN.has(method) || !url.startsWith('/')) return undefined
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const headers = new Headers()
  try {
    for (const [name, value] of Object.entries(incoming.headers))
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
    return new Request(new URL(`http://relay${url}`), {
      method,
      headers,
      // Node's declarations of its own web streams and of `Request` do not quite meet.
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' as const } : {}),
    })
  } catch {
    return undefined
  }
}

/** Writes a body at the pace at which the connection takes it; tells the body when the connection is gone. */
async function pump(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader()
  const gone = () => {
    reader.cancel().catch(() => undefined)
  }
  outgoing.once('close', gone)
  if (outgoing.destroyed) gone()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!outgoing.write(value) && !outgoing.destroyed) await drained(outgoing)
    }
    outgoing.end()
  } catch {
    // The body broke off (a subscriber was cut off): break the connection too, so that the end is not taken for a good one.
    outgoing.destroy()
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done).off('close', done)
      resolve()
    }
    outgoing.on('drain', done).on('close', done)
  })
}
