import { Button } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { CallState } from '../model.ts'
import { RUNG_WORDS } from './ring-words.ts'

/** Nobody else yet: who is being rung, how it went, and the way to ring. */
export function Alone({ state, onRing }: { state: CallState; onRing: () => void }) {
  const rung = state.members.filter((member) => member.rung !== undefined && !member.inHuddle)
  const ringing = rung.some((member) => member.rung === 'ringing')
  return (
    <div class="alone">
      <h2>Only you here yet</h2>
      {rung.length > 0 ? (
        <ul class="rung" aria-label="Who was rung">
          {rung.slice(0, 6).map((member) => (
            <li key={member.member} data-rung={member.rung}>
              <Avatar name={member.name} colour={member.colour} />
              <span class="name">{member.name}</span>
              <span class="soft">{member.rung === undefined ? '' : RUNG_WORDS[member.rung]}</span>
            </li>
          ))}
          {rung.length > 6 && <li class="soft">and {rung.length - 6} more</li>}
        </ul>
      ) : (
        <p class="soft">
          {state.chooseWhom ?? 'Everybody in the space sees that a huddle is on, and can join with one click.'}
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
