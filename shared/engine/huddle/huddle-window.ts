import type { HuddleWindowView } from '../../contract/huddle.ts'

/** The huddle window's end inside the engine. */
export interface HuddleWindow {
  /** Something that it shows may be different. */
  look(): void
  say(view: Exclude<HuddleWindowView, { see: 'idle' | 'huddle' }>): void
}
