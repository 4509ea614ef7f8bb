import type { StepAsk, StepDone } from '../../../contract/steps.ts'
import { cardOf } from '../people.ts'
import type { Visit } from '../visit.ts'
import { Refusal } from '../words.ts'

/** Takes the person's last act on the page back, or does it again. @throws Refusal when there is none, or somebody else was there since */
export function turn({ space, document, stored, steps }: Visit, how: StepAsk['do']): Promise<StepDone> {
  if (!steps) throw new Refusal('Nothing can be undone here.')
  const nameOf = (member: Parameters<typeof cardOf>[1]) => cardOf(space, member).name
  return steps[how]({ document: stored ?? document, self: space.self.member, nameOf })
}
