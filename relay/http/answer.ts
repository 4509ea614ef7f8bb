import { REQUEST_STATUS, type RequestCode, WORDS } from '../../shared/protocol/codes.ts'

/** Answers belong to one token and one moment, and are never what a browser should guess a type for. */
const BASE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export const json = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { ...BASE, 'content-type': 'application/json' } })

export const binary = (body: Uint8Array<ArrayBuffer>): Response =>
  new Response(body, { headers: { ...BASE, 'content-type': 'application/octet-stream' } })

export const plain = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { ...BASE, 'content-type': 'text/plain; charset=utf-8' } })

export const nothing = (): Response => new Response(null, { status: 204, headers: BASE })

/** `no-transform` and `x-accel-buffering` keep proxies from collecting events. */
export const events = (body: ReadableStream<Uint8Array<ArrayBuffer>>): Response =>
  new Response(body, {
    headers: {
      ...BASE,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })

/** @param retryAfter whole seconds */
export function refusal(error: RequestCode, retryAfter?: number): Response {
  const answer = json(JSON.stringify({ error, message: WORDS[error] }), REQUEST_STATUS[error])
  answer.headers.set('x-huddlemark-error', error)
  if (retryAfter !== undefined) answer.headers.set('retry-after', String(retryAfter))
  return answer
}
