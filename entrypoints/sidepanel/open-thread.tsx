import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../shared/ui/button.tsx'

/** A thread in the place of the list: the same card as in the page, which knows that it stands in a panel. */
export function OpenThread({ ticket, onClose }: { ticket: string; onClose: () => void }) {
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const heard = (event: MessageEvent) => {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return
      if ((event.data as { see?: unknown } | null)?.see === 'card-close') onClose()
    }
    addEventListener('message', heard)
    return () => removeEventListener('message', heard)
  }, [onClose])
  return (
    <div class="thread">
      <nav>
        <Button small icon="back" onPress={onClose}>
          All on this page
        </Button>
      </nav>
      <iframe ref={frame} title="Thread" src={`/card.html#${ticket}`} onLoad={() => frame.current?.focus()} />
    </div>
  )
}
