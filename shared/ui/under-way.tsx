import { useRef, useState } from 'preact/hooks'
import type { Step } from '../contract/takeout.ts'
import type { Progress } from './takeout-run.ts'

/** One long thing at a time: while it goes on, another is not begun. */
export function useUnderWay() {
  const [step, setStep] = useState<Step>()
  const running = useRef(false)
  const run = async (task: (progress: Progress) => Promise<void>): Promise<void> => {
    if (running.current) return
    running.current = true
    setStep({ done: 0, of: 0 })
    try {
      await task(setStep)
    } finally {
      running.current = false
      setStep(undefined)
    }
  }
  return { step, run, busy: step !== undefined }
}

interface UnderWayProps {
  readonly words: string
  readonly step: Step
  /** What is counted; where that means nothing to people, shares of a hundred are told. */
  readonly unit?: 'pages' | '%'
}

/** How far it is; without an end in sight while that is not known. */
export function UnderWay({ words, step: { done, of }, unit = 'pages' }: UnderWayProps) {
  const told = unit === '%' ? `${Math.floor((100 * done) / of)} %` : `${done} of ${of} pages`
  return (
    <div class="under-way" role="status">
      <span>
        {words}
        {of > 1 ? `: ${told}` : ''}
      </span>
      <progress aria-label={words} {...(of > 1 ? { value: done, max: of } : {})} />
    </div>
  )
}
