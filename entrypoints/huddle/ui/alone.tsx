import { Button } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { CallState } from '../model.ts'
import { rungWords } from './ring-words.ts'

interface AloneProps {
  readonly state: CallState
  /** Others were here, and left. */
  readonly after: boolean
  readonly onRing: () => void
}

/** Nobody else, yet or any more: who is being rung, how it went, and the way to ring. */
export function Alone({ state, after, onRing }: AloneProps) {
  const rung = state.members.filter((member) => member.rung !== undefined && !member.inHuddle)
  const ringing = rung.some((member) => member.rung === 'ringing')
  return (
    <div class="alone">
      <h2>{after ? 'Everyone has left' : 'Only you here yet'}</h2>
      {rung.length > 0 ? (
        <ul class="rung" aria-label="Who was rung">
          {rung.slice(0, 6).map((member) => (
            <li key={member.member} data-rung={member.rung}>
              <Avatar name={member.name} colour={member.colour} />
              <span class="name">{member.name}</span>
              <span class="soft">{rungWords(member)}</span>
            </li>
          ))}
          {rung.length > 6 && <li class="soft">and {rung.length - 6} more</li>}
        </ul>
      ) : (
        <p class="soft">
          {after
            ? 'Only you are here now. The huddle stays open: others can come back with one click.'
            : (state.chooseWhom ?? 'Everybody in the space sees that a huddle is on, and can join with one click.')}
        </p>
      )}
      {state.members.some(({ inHuddle }) => !inHuddle) && (
        <Button look={ringing ? 'edged' : 'main'} onPress={onRing}>
          {rung.length > 0 ? 'Ring others' : state.chooseWhom === undefined ? 'Ring people' : 'Choose whom to ring'}
        </Button>
      )}
    </div>
  )
}
