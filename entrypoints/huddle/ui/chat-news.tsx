import { useEffect, useRef, useState } from 'preact/hooks'
import { trusted } from '../../../shared/ui/button.tsx'
import type { CallState } from '../model.ts'
import { type Reading, read, UNREAD } from './unread.ts'

/** Long enough to be read, milliseconds. The count on the button stays. */
const STAY_MS = 8_000

/** What of the chat was not seen yet. */
export function useUnread(state: CallState, open: boolean): Reading {
  const reading = useRef<Reading>(UNREAD)
  reading.current = read(reading.current, state, open)
  return reading.current
}

/** What somebody just wrote while the chat is closed: a quiet line that is also spoken, leads to the chat, and goes by itself. */
export function ChatNews({ news, onOpen }: { news: Reading['news']; onOpen: () => void }) {
  const [over, setOver] = useState<Reading['news']>()
  const line = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (news === undefined) return
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      timer = setTimeout(() => {
        // Not out of sight, nor from under a pointer or the keyboard.
        if (document.hidden || line.current?.matches(':hover, :focus')) wait()
        else setOver(news)
      }, STAY_MS)
    }
    wait()
    return () => clearTimeout(timer)
  }, [news])
  return (
    <div class="chat-news" role="status" aria-label="New in the chat">
      {news !== undefined && news !== over && (
        <button key={news.n} type="button" ref={line} title="Open the chat" onClick={trusted(onOpen)}>
          <span dir="auto">{news.words}</span>
        </button>
      )}
    </div>
  )
}
