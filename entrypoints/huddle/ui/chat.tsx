import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../../shared/ui/button.tsx'
import type { Call } from '../model.ts'

/** The chat beside the call, kept as a thread of the space: the same card as on a page. */
export function Chat({ call, onClose }: { call: Call; onClose: () => void }) {
  const [ticket, setTicket] = useState<string>()
  const [wrong, setWrong] = useState<string>()
  const [tries, setTries] = useState(0)
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    let here = true
    setWrong(undefined)
    call.actions.chat().then(
      (one) => here && setTicket(one),
      (error: unknown) =>
        here && setWrong(error instanceof Error ? error.message : 'The chat could not be opened. Please try again.'),
    )
    return () => {
      here = false
    }
  }, [call, tries])
  useEffect(() => {
    const heard = (event: MessageEvent) => {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return
      if ((event.data as { see?: unknown } | null)?.see === 'card-close') onClose()
    }
    addEventListener('message', heard)
    return () => removeEventListener('message', heard)
  }, [onClose])
  return (
    <aside class="chat" aria-label="Chat">
      <header>
        <h2>Chat</h2>
        <Button small icon="close" label="Close chat" onPress={onClose} />
      </header>
      {ticket !== undefined && (
        <iframe ref={frame} title="Chat" src={`/card.html#${ticket}`} onLoad={() => frame.current?.focus()} />
      )}
      {ticket === undefined && wrong === undefined && (
        <p class="soft small chat-words" role="status">
          Opening the chat…
        </p>
      )}
      {wrong !== undefined && (
        <div class="chat-words" role="alert">
          <p>{wrong}</p>
          <Button look="edged" small onPress={() => setTries(tries + 1)}>
            Try again
          </Button>
        </div>
      )}
    </aside>
  )
}
