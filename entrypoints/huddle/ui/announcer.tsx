import { useEffect, useRef, useState } from 'preact/hooks'
import type { CallState } from '../model.ts'
import { spoken } from './announce.ts'

const KEPT = 4

/** Spoken politely by screen readers, never seen: who came and left, hands, reactions, each step down. */
export function Announcer({ state }: { state: CallState }) {
  const before = useRef<CallState>(undefined)
  const number = useRef(0)
  const [lines, setLines] = useState<readonly { readonly n: number; readonly words: string }[]>([])
  useEffect(() => {
    const fresh = spoken(before.current, state).map((words) => ({ n: number.current++, words }))
    before.current = state
    if (fresh.length > 0) setLines((now) => [...now, ...fresh].slice(-KEPT))
  }, [state])
  return (
    <div
      class="unseen"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label="What happens in this huddle"
    >
      {lines.map(({ n, words }) => (
        <p key={n}>{words}</p>
      ))}
    </div>
  )
}
