import { useEffect, useState } from 'preact/hooks'
import type { EnginePort, PortState } from './port.ts'
import { timeAgo, untilNext } from './time-ago.ts'

interface Viewed<View> {
  readonly latest: View | undefined
  readonly views: { listen(listener: (view: View) => void): () => void }
}

/** The latest view that the engine sent on this port, once there is one. */
export function useView<View>(port: Viewed<View>): View | undefined {
  const [view, setView] = useState(port.latest)
  useEffect(() => {
    setView(() => port.latest)
    return port.views.listen((next) => setView(() => next))
  }, [port])
  return view
}

export function usePortState(port: Pick<EnginePort<'home'>, 'state' | 'states'>): PortState {
  const [state, setState] = useState(port.state)
  useEffect(() => {
    setState(port.state)
    return port.states.listen(setState)
  }, [port])
  return state
}

/** In what words the engine refused what the page said first: it does not open this, or could not start at all. */
export function useRefusal(port: Pick<EnginePort<'home'>, 'greeting' | 'greeted'>): string | undefined {
  const [answer, setAnswer] = useState(port.greeting)
  useEffect(() => {
    setAnswer(port.greeting)
    return port.greeted.listen(setAnswer)
  }, [port])
  return answer === undefined || answer.ok ? undefined : answer.error
}

/** Long enough to be read, and for things to have gone on. */
const PASSES_MS = 8_000

/** What has been done, said for a while: it was true then. Empty for nothing. */
export function usePassingWords(): readonly [string, (words: string) => void] {
  const [said, setSaid] = useState({ words: '' })
  useEffect(() => {
    if (said.words === '') return
    const timer = setTimeout(() => setSaid({ words: '' }), PASSES_MS)
    return () => clearTimeout(timer)
  }, [said])
  return [said.words, (words) => setSaid({ words })]
}

/** "5 min ago", kept true while it is shown. */
export function useTimeAgo(at: number): string {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), untilNext(at, Date.now()))
    return () => clearTimeout(timer)
  }, [at, now])
  return timeAgo(at, now)
}
