import { useEffect, useRef } from 'preact/hooks'
import type { Call } from '../model.ts'
import { CallRoom } from './room.tsx'
import { Idle, Left, Refused, Starting } from './stages.tsx'
import { useCall } from './use-call.ts'

/** From "left" to the window's end, milliseconds: what was said last leaves the data channels meanwhile. */
const GOODBYE_MS = 120

const closeWindow = () => window.close()

/** Everything that is drawn in the huddle window. `close`: what ends the window after Leave. */
export function HuddleApp({ call, close = closeWindow }: { call: Call; close?: () => void }) {
  const state = useCall(call)
  const before = useRef(state.stage)
  // Left by Leave, here or in a dock: the window goes too, once the goodbyes had time to go out. Left for a reason that has words, it stays.
  useEffect(() => {
    const was = before.current
    before.current = state.stage
    if (state.stage !== 'left' || was !== 'in' || state.words !== undefined) return
    const timer = setTimeout(close, GOODBYE_MS)
    return () => clearTimeout(timer)
  }, [state.stage, close])
  useEffect(() => {
    document.title = state.space === undefined ? 'Huddle' : `Huddle · ${state.space.name}`
  }, [state.space?.name])
  switch (state.stage) {
    case 'starting':
      return <Starting state={state} />
    case 'idle':
      return <Idle call={call} state={state} />
    case 'refused':
      return <Refused state={state} close={close} />
    case 'left':
      return <Left {...{ call, state, close }} />
    case 'in':
      return <CallRoom call={call} state={state} onLeave={() => call.actions.leave()} />
  }
}
