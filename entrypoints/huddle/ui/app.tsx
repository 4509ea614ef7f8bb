import type { Call } from '../model.ts'

/** Everything that is drawn in the huddle window. `close`: what ends the window after Leave. */
export function HuddleApp({ call }: { call: Call; close?: () => void }) {
  return <main>{call.state.stage}</main>
}
