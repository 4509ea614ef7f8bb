import { useState } from 'preact/hooks'
import type { StepAsk, StepDone, StepsView } from '../../shared/contract/steps.ts'
import { Button } from '../../shared/ui/button.tsx'
import type { PanelPort } from './panel.tsx'

/** Undo and redo of one's own acts on this page; `said`: what was done, or why not. */
export function useSteps(port: PanelPort) {
  const [said, say] = useState<string>()
  return {
    said,
    clear: () => say(undefined),
    press: async (how: StepAsk['do']) => {
      const answer = await port.ask({ do: how })
      say(answer.ok ? (answer.value as StepDone).words : answer.error)
    },
  }
}

interface StepButtonsProps {
  readonly steps: StepsView
  readonly press: (how: StepAsk['do']) => Promise<void>
}

/** What is next stands in each button's name. Both are there as soon as there is something for one of them. */
export function StepButtons({ steps: { undo, redo }, press }: StepButtonsProps) {
  if (undo === undefined && redo === undefined) return null
  return (
    <>
      <Button
        small
        icon="undo"
        label={undo === undefined ? 'Undo' : `Undo: ${undo}`}
        describe="In the page: Alt Shift Z"
        idle={undo === undefined}
        onPress={() => void press('undo')}
      />
      <Button
        small
        icon="redo"
        label={redo === undefined ? 'Redo' : `Redo: ${redo}`}
        describe="In the page: Alt Shift Y"
        idle={redo === undefined}
        onPress={() => void press('redo')}
      />
    </>
  )
}
