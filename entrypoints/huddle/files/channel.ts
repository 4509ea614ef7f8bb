import { BUFFERED_LOW_BYTES } from '../../../shared/huddle/transfer/limits.ts'
import type { Wire } from '../../../shared/huddle/transfer/ports.ts'

export interface ChannelHandlers {
  opened(wire: Wire): void
  message(bytes: Uint8Array): void
  drained(): void
  closed(): void
}

/** Listens to a data channel until `until`. A message that is no bytes is handed on as an empty one, which no format allows. */
export function listenTo(channel: RTCDataChannel, handlers: ChannelHandlers, until: AbortSignal): void {
  const options = { signal: until }
  const wire: Wire = {
    // A channel may close between two messages; that it did is heard by its event.
    send: (message) => {
      if (channel.readyState === 'open') channel.send(message)
    },
    get buffered() {
      return channel.bufferedAmount
    },
    close: () => channel.close(),
  }
  channel.binaryType = 'arraybuffer'
  channel.bufferedAmountLowThreshold = BUFFERED_LOW_BYTES
  channel.addEventListener('open', () => handlers.opened(wire), options)
  channel.addEventListener('bufferedamountlow', () => handlers.drained(), options)
  channel.addEventListener('close', () => handlers.closed(), options)
  channel.addEventListener(
    'message',
    ({ data }) => handlers.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array()),
    options,
  )
  if (channel.readyState === 'open') handlers.opened(wire)
}
