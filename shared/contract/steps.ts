/** Undo and redo of the person's own acts, as contexts ask for it and are told. */
import * as v from 'valibot'

export const stepAsks = [v.strictObject({ do: v.literal('undo') }), v.strictObject({ do: v.literal('redo') })] as const
export type StepAsk = v.InferOutput<(typeof stepAsks)[number]>

/** What the next press would undo, and do again: "Highlight added". Absent where there is nothing. */
export interface StepsView {
  readonly undo?: string
  readonly redo?: string
}

/** The answer to either. `back`: what takes it back. */
export interface StepDone {
  readonly words: string
  readonly back: StepAsk['do']
}
