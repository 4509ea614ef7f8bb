import { useEffect, useState } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { trusted } from '../../../shared/ui/button.tsx'
import type { Call, CallState, Screen } from '../model.ts'
import { pointWords } from './words.ts'

interface ShareTabsProps {
  readonly call: Call
  readonly state: CallState
  readonly shown: Screen
  readonly onChoose: (device: DeviceId) => void
}

/** Whose screen to see; where somebody points on one that is not seen, its tab says who. */
export function ShareTabs({ call, state, shown, onChoose }: ShareTabsProps) {
  const pointing = usePointing(call)
  return (
    <fieldset class="whose">
      <legend class="unseen">Whose screen to see</legend>
      {state.screens.map((screen) => {
        const seen = screen.device === shown.device
        const here = seen ? [] : state.others.filter(({ device }) => pointing.get(device) === screen.device)
        const words = pointWords(here.map(({ name }) => name))
        return (
          <button
            key={screen.device}
            type="button"
            aria-pressed={seen}
            {...(words === undefined ? {} : { title: words })}
            onClick={trusted(() => onChoose(screen.device))}
          >
            {screen.mine ? 'Your screen' : `${screen.name}’s screen`}
            {words !== undefined && (
              <span class="points" style={{ '--member': `var(--hm-member-${here[0]?.colour})` }}>
                <span class="points-words">{words}</span>
              </span>
            )}
          </button>
        )
      })}
    </fieldset>
  )
}

/** As long as a stroke is seen, milliseconds. */
const POINTED_MS = 3_000

/** On which screen somebody points, or did a moment ago. Drawn anew only when that is another one. */
function usePointing(call: Call): ReadonlyMap<DeviceId, DeviceId> {
  const [pointing, setPointing] = useState<ReadonlyMap<DeviceId, DeviceId>>(new Map())
  useEffect(() => {
    const timers = new Map<DeviceId, ReturnType<typeof setTimeout>>()
    const put = (device: DeviceId, screen: DeviceId | undefined) =>
      setPointing((now) => {
        if (now.get(device) === screen) return now
        const next = new Map(now)
        if (screen === undefined) next.delete(device)
        else next.set(device, screen)
        return next
      })
    const stop = call.pointed.listen(({ device, point }) => {
      // Lifted: what was drawn stays for its time, and so does the mark.
      if (point === undefined) return
      clearTimeout(timers.get(device))
      timers.set(
        device,
        setTimeout(() => put(device, undefined), POINTED_MS),
      )
      put(device, point.screen)
    })
    return () => {
      stop()
      for (const timer of timers.values()) clearTimeout(timer)
    }
  }, [call])
  return pointing
}
