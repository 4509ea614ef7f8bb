import * as v from 'valibot'
import { fail, ok, type Result } from '../kit/result.ts'
import { huddleIntent } from './huddle.ts'
import { cardIntent, homeIntent, MAX_INTENT_CHARS, overlayIntent, panelIntent } from './intents.ts'
import type { PortName } from './views.ts'

const message = v.strictObject({ n: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), intent: v.unknown() })
const SCHEMAS = {
  overlay: overlayIntent,
  card: cardIntent,
  panel: panelIntent,
  home: homeIntent,
  huddle: huddleIntent,
} as const

export interface Asked<Name extends PortName> {
  readonly n: number
  readonly intent: v.InferOutput<(typeof SCHEMAS)[Name]>
}

/** The one parser of what contexts say to the engine. A refusal names the first thing that is wrong, without quoting the input. */
export function parseAsked<Name extends PortName>(port: Name, raw: unknown): Result<Asked<Name>, string> {
  const outer = v.safeParse(message, raw)
  if (!outer.success) return fail('not an intent')
  if (JSON.stringify(raw).length > MAX_INTENT_CHARS) return fail('intent too large')
  const inner = v.safeParse(SCHEMAS[port], outer.output.intent)
  if (!inner.success) return fail(`${v.getDotPath(inner.issues[0]) ?? 'intent'}: not understood`)
  return ok({ n: outer.output.n, intent: inner.output as Asked<Name>['intent'] })
}
