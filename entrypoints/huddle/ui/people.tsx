import { useEffect, useRef } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { Call, CallState } from '../model.ts'
import type { Look, Room } from './layout.ts'
import { faceOf, ownFace, Tile } from './tile.tsx'

interface PeopleProps {
  readonly call: Call
  readonly state: CallState
  readonly look: Look
  readonly columns: number
  readonly tile: Room
  readonly gap: number
  readonly onOpen: (device: DeviceId) => void
}

/** Everybody in this huddle, ourselves last: one item each, whatever the look. */
export function People({ call, state, look, columns, tile, gap, onOpen }: PeopleProps) {
  const own = ownFace(state)
  const list = useRef<HTMLUListElement>(null)
  const speaker = state.others.find(({ speaking }) => speaking)?.device
  // Where not all fit, who speaks comes into view by themselves.
  useEffect(() => {
    if (look !== 'strip' && look !== 'stage') return
    if (speaker === undefined || tile.width === 0 || list.current === null) return
    list.current.querySelector('[data-speaking="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [speaker, look, tile.width])
  const width = look === 'stage' || look === 'strip' ? undefined : columns * tile.width + (columns - 1) * gap + 1
  return (
    <ul
      ref={list}
      class="in-huddle"
      data-look={look}
      // biome-ignore lint/a11y/noRedundantRoles: without its bullets Safari's screen reader takes a list for none.
      role="list"
      aria-label="In this huddle"
      style={{ gap: `${gap}px`, ...(width === undefined ? {} : { width: `${width}px` }) }}
    >
      {state.others.map((person) => (
        <Tile
          key={person.device}
          call={call}
          face={faceOf(person)}
          size={tile}
          onOpen={() => onOpen(person.device)}
          {...(person.verified === 'refused' ? {} : { onFile: (file) => call.files.offer(person.device, file) })}
        />
      ))}
      {own && <Tile key="me" call={call} face={own} size={tile} />}
    </ul>
  )
}
