import { useState } from 'preact/hooks'
import { cleanName, MAX_NAME, MEMBER_COLOURS, type MemberColour } from '../../shared/domain/member.ts'
import { MemberColours } from '../../shared/ui/choices.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Avatar } from '../../shared/ui/people.tsx'
import type { HomePort } from '../../shared/ui/port.ts'

export interface ProfileDraft {
  readonly name: string
  readonly colour: MemberColour
  readonly wrong: string | undefined
  readonly setName: (name: string) => void
  readonly setColour: (colour: MemberColour) => void
  /** Tells the engine who this is. False, with words at the field, when there is no name or the engine refuses it. */
  readonly keep: () => Promise<boolean>
}

/** Who somebody says they are, before the engine knows it. A colour is drawn by lot, so that people seldom share one. */
export function useProfileDraft(port: HomePort, needed: boolean): ProfileDraft {
  const [name, setName] = useState('')
  const [colour, setColour] = useState<MemberColour>(
    () => MEMBER_COLOURS[Math.floor(Math.random() * MEMBER_COLOURS.length)] ?? 'teal',
  )
  const [wrong, setWrong] = useState<string>()
  const keep = async (): Promise<boolean> => {
    if (!needed) return true
    const clean = cleanName(name)
    if (clean === '') {
      setWrong('Type a name that others will see.')
      return false
    }
    const answer = await port.ask({ do: 'profile', name: clean, colour })
    setWrong(answer.ok ? undefined : answer.error)
    return answer.ok
  }
  return { name, colour, wrong, setName, setColour, keep }
}

export function ProfileFields({ draft }: { draft: ProfileDraft }) {
  return (
    <div class="profile">
      <Avatar name={draft.name} colour={draft.colour} size="large" />
      <Field
        label="Your name"
        name="name"
        value={draft.name}
        max={MAX_NAME}
        wrong={draft.wrong}
        onInput={draft.setName}
      />
      <MemberColours value={draft.colour} onChoose={draft.setColour} />
    </div>
  )
}
