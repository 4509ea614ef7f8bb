import { useState } from 'preact/hooks'
import type { MemberId } from '../../../shared/domain/ids.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { Call, CallState } from '../model.ts'
import { ringable, ringWords, whereWords } from './ring-words.ts'
import { Sheet } from './sheet.tsx'

/** Choose whom to ring. */
export function RingSheet({ call, state, onClose }: { call: Call; state: CallState; onClose: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<MemberId>>(new Set())
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const members = ringable(state.members)
  const ringing = members.filter(({ member }) => chosen.has(member))
  const ring = async () => {
    if (ringing.length === 0) return
    setBusy(true)
    try {
      await call.actions.ring(ringing.map(({ member }) => member))
      onClose()
    } catch (error) {
      setWrong(error instanceof Error ? error.message : 'They could not be rung. Please try again.')
      setBusy(false)
    }
  }
  const toggle = (member: MemberId, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(member)
    else next.delete(member)
    setChosen(next)
  }
  return (
    <Sheet
      title="Ring people"
      onClose={onClose}
      footer={
        members.length > 0 && (
          <Button
            look={ringing.length > 0 ? 'main' : 'edged'}
            busy={busy || ringing.length === 0}
            onPress={() => void ring()}
          >
            {ringWords(ringing)}
          </Button>
        )
      }
    >
      {state.chooseWhom !== undefined && <p class="soft small">{state.chooseWhom}</p>}
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {members.length === 0 ? (
        <p class="soft">Everybody of this space is here already.</p>
      ) : (
        <ul class="ringable">
          {members.map((member) => (
            <li key={member.member} data-rung={member.rung}>
              <label>
                <Avatar name={member.name} colour={member.colour} away={!member.online} />
                <span class="name">{member.name}</span>
                <span class="soft small">{whereWords(member)}</span>
                <input
                  type="checkbox"
                  checked={chosen.has(member.member)}
                  disabled={member.rung === 'ringing'}
                  onChange={(event) => toggle(member.member, event.currentTarget.checked)}
                />
              </label>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}
