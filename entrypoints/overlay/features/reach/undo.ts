import type { StepAsk, StepDone } from '../../../../shared/contract/steps.ts'
import type { Desk } from '../../desk.ts'
import { isRedo, isUndo } from './keys.ts'

const LABELS = { undo: 'Undo', redo: 'Redo' } as const

/** Takes back one's own last act on this page by key, or does it again. The page's own undo keeps its keys. */
export function undoByKey({ events, view, link, toast }: Desk): void {
  const step = async (how: StepAsk['do']): Promise<void> => {
    const answer = await link.ask({ do: how })
    if (!answer.ok) return toast({ words: answer.words })
    const { words, back } = answer.value as StepDone
    toast({ words, act: { label: LABELS[back], run: () => void step(back) } })
  }
  events.on(
    'keydown',
    (event) => {
      const how = isUndo(event) ? 'undo' : isRedo(event) ? 'redo' : undefined
      if (!how || !view.awake) return
      event.preventDefault()
      void step(how)
    },
    false,
  )
}
