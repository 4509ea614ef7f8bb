import ReconnectingWebSocket from 'partysocket/ws'
import {
  type LiveEvents,
  type LiveSocket,
  type RelayDoor,
  RelayFailure,
  type RelayRequest,
  type RelayResponse,
  type StreamEvent,
} from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { MAX_LIVE_MESSAGE } from '../../shared/protocol/limits.ts'
import { EventStreamParser } from './event-stream.ts'
import { failureOf } from './relay-failure.ts'

/** Longest answer read, in bytes: a wrong or hostile address must not fill our memory. */
const MAX_ANSWER = 64 * 1024 * 1024
/** Live messages waiting in the browser before lossy ones are dropped: old cursors are worth nothing. */
const MAX_LIVE_WAITING = 256 * 1024

/** The `RelayDoor` port over fetch, fetch's streams and partysocket. @param address http(s) address, with or without a path */
export function relayDoor(address: string): RelayDoor {
  const base = address.replace(/\/+$/, '')
  return {
    request: (request, signal) => ask(base, request, signal),
    stream: (request, signal) => stream(base, request, signal),
    live: (events) => live(`${base.replace(/^http/, 'ws')}/v1/live`, events),
  }
}

async function open(base: string, request: RelayRequest, signal: AbortSignal, accept: string): Promise<Response> {
  const { method, path, token, body, lastEventId } = request
  const headers = new Headers({ Accept: accept })
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  if (lastEventId !== undefined) headers.set('Last-Event-ID', lastEventId)
  if (body !== undefined) {
    headers.set('Content-Type', typeof body === 'string' ? 'application/json' : 'application/octet-stream')
  }
  try {
    return await fetch(base + path, {
      method,
      headers,
      body: body ?? null,
      signal,
      cache: 'no-store',
      credentials: 'omit',
      // A relay does not redirect; following could carry a token elsewhere.
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
  } catch (error) {
    signal.throwIfAborted()
    throw await failureOf(base, error)
  }
}

async function ask(base: string, request: RelayRequest, signal: AbortSignal): Promise<RelayResponse> {
  // Starting a request keeps the thread for milliseconds: what goes straight to people goes first.
  await scheduler.yield()
  signal.throwIfAborted()
  const response = await open(base, request, signal, '*/*')
  const body = await readBounded(response, signal)
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return { status: response.status, body, ...(Number.isFinite(retryAfter) ? { retryAfter } : {}) }
}

async function readBounded(response: Response, signal: AbortSignal): Promise<Bytes> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of response.body ?? []) {
      size += part.length
      if (size > MAX_ANSWER) throw new RelayFailure('not-a-relay', 'The answer is too long to come from a relay.')
      parts.push(part)
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof RelayFailure) throw error
    throw new RelayFailure('unreachable', 'The connection to the relay broke.')
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function* stream(base: string, request: RelayRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const ended = new AbortController()
  const response = await open(base, request, AbortSignal.any([signal, ended.signal]), 'text/event-stream')
  if (!response.ok || !response.body) {
    const words = new TextDecoder().decode((await readBounded(response, signal)).subarray(0, 1_000))
    throw new RelayFailure('refused', `${response.status} ${words}`)
  }
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    ended.abort()
    throw new RelayFailure('not-a-relay', 'This address does not answer like a relay.')
  }
  const parser = new EventStreamParser()
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) yield* parser.push(text)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof RelayFailure) throw error
    throw await failureOf(base, error)
  } finally {
    // Whoever stops listening ends the request, too.
    ended.abort()
  }
}

function live(url: string, events: LiveEvents): LiveSocket {
  const socket = new ReconnectingWebSocket(url, undefined, {
    minReconnectionDelay: 500,
    maxReconnectionDelay: 15_000,
    connectionTimeout: 10_000,
    // What could not be said is stale when the socket is back: the engine says it anew on `opened`.
    maxEnqueuedMessages: 0,
  })
  socket.binaryType = 'arraybuffer'
  let isOpen = false
  socket.addEventListener('open', () => {
    isOpen = true
    events.opened()
  })
  socket.addEventListener('close', () => {
    if (!isOpen) return
    isOpen = false
    events.closed()
  })
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') {
      // Texts may hold a room's people; binary ones are records.
      if (data.length <= 16 * MAX_LIVE_MESSAGE) events.text(data)
    } else if (data instanceof ArrayBuffer && data.byteLength <= 2 * MAX_LIVE_MESSAGE)
      events.binary(new Uint8Array(data))
  })
  return {
    sendText: (message) => {
      if (isOpen) socket.send(message)
    },
    sendBinary: (message) => {
      if (isOpen && socket.bufferedAmount < MAX_LIVE_WAITING) socket.send(message)
    },
    close: () => socket.close(),
  }
}
