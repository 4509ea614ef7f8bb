import { useEffect, useRef } from 'preact/hooks'
import type { Call } from '../model.ts'
import { CallRoom } from './room.tsx'
import { Idle, Left, Refused, Starting } from './stages.tsx'
import { useCall } from './use-call.ts'

/** Everything that is drawn in the huddle window. `close`: what ends the window after Leave. */
export function HuddleApp({ call, close = () => window.close() }: { call: Call; close?: () => void }) {
  const state = useCall(call)
  const leaving = useRef(false)
  // Not before the call says that it has left: the goodbyes are out by then.
  useEffect(() => {
    if (state.stage === 'left' && leaving.current) close()
    if (state.stage !== 'in') leaving.current = false
  }, [state.stage, close])
  useEffect(() => {
    document.title = state.space === undefined ? 'Huddle' : `Huddle · ${state.space.name}`
  }, [state.space?.name])
  const leave = () => {
    leaving.current = true
    call.actions.leave()
  }
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
      return <CallRoom call={call} state={state} onLeave={leave} />
  }
}
