/** Linking another browser of one's own, and forgetting everything: what the popup and the settings page ask. */
import * as v from 'valibot'

/** Understood on the home port. */
export const deviceAsks = [
  /** Shows a code to another browser of ours, for ten minutes. */
  v.strictObject({ do: v.literal('link-show') }),
  /** The other browser shows the same number: it may have everything. */
  v.strictObject({ do: v.literal('link-allow') }),
  /** Gives up, on either side. */
  v.strictObject({ do: v.literal('link-end') }),
  /** Becomes who shows this code. */
  v.strictObject({ do: v.literal('link-take'), code: v.pipe(v.string(), v.maxLength(8_192)) }),
  /** This computer is shared: everything is forgotten when the browser ends. */
  v.strictObject({ do: v.literal('shared-computer'), on: v.boolean() }),
  /** Everything, now. */
  v.strictObject({ do: v.literal('forget') }),
] as const
export type DeviceAsk = v.InferOutput<(typeof deviceAsks)[number]>
export const DEVICE_ASKS = ['link-show', 'link-allow', 'link-end', 'link-take', 'shared-computer', 'forget'] as const

/** `showing`: nobody has come yet. `asked`: somebody has; both show `number`. `sent`: it was handed over. `waiting`: the other person's word is missing. */
export type LinkingView =
  | { readonly side: 'give'; readonly state: 'showing'; readonly code: string; readonly until: number }
  | { readonly side: 'give'; readonly state: 'asked' | 'sending'; readonly number: string }
  | { readonly side: 'give'; readonly state: 'sent' }
  | { readonly side: 'take'; readonly state: 'waiting' | 'taking'; readonly number: string }
  | { readonly side: 'give'; readonly state: 'failed'; readonly words: string }
  | { readonly side: 'take'; readonly state: 'failed'; readonly words: string }
