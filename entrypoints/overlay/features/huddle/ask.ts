import type { HuddleAsk } from '../../../../shared/contract/huddle.ts'
import type { Desk } from '../../desk.ts'

/** True when the engine did it. */
export type AskHuddle = (ask: HuddleAsk) => Promise<boolean>

/** Asks the engine about huddles; a refusal is said in its words. The same press again while the first is under way is the same press. */
export function createHuddleAsk({ link, toast }: Pick<Desk, 'link' | 'toast'>): AskHuddle {
  const underWay = new Map<string, Promise<boolean>>()
  const put = async (key: string, ask: HuddleAsk) => {
    const reply = await link.ask(ask)
    underWay.delete(key)
    if (!reply.ok) toast({ words: reply.words })
    return reply.ok
  }
  return (ask) => {
    const key = JSON.stringify(ask)
    const done = underWay.get(key) ?? put(key, ask)
    underWay.set(key, done)
    return done
  }
}
