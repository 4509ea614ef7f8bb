import type { HuddleAsk } from '../../../../shared/contract/huddle.ts'
import type { JustEntered } from '../../../../shared/ui/just-entered.ts'
import type { Desk } from '../../desk.ts'

/** True when the engine did it. */
export type AskHuddle = (ask: HuddleAsk) => Promise<boolean>

/**
 * Asks the engine about huddles; a refusal is said in its words. The same press again while the first is under way is the same press.
 * @param just learns that Start or Join was pressed, in the dock or on the card of a ring
 */
export function createHuddleAsk({ link, toast }: Pick<Desk, 'link' | 'toast'>, just: JustEntered): AskHuddle {
  const underWay = new Map<string, Promise<boolean>>()
  const put = async (key: string, ask: HuddleAsk) => {
    const reply = await link.ask(ask)
    underWay.delete(key)
    if (!reply.ok) toast({ words: reply.words })
    return reply.ok
  }
  return (ask) => {
    if (ask.do === 'huddle-start' || ask.do === 'huddle-join') just.press(performance.now())
    const key = JSON.stringify(ask)
    const done = underWay.get(key) ?? put(key, ask)
    underWay.set(key, done)
    return done
  }
}
