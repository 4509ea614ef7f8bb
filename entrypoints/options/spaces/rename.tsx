import { useState } from 'preact/hooks'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import { MAX_SPACE_NAME } from '../../../shared/domain/member.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { usePassingWords } from '../../../shared/ui/hooks.ts'
import type { HomePort } from '../../../shared/ui/port.ts'

/** An admin gives the space another name. */
export function Rename({ port, space, name }: { port: HomePort; space: SpaceId; name: string }) {
  const [typed, setTyped] = useState(name)
  const [wrong, setWrong] = useState<string>()
  const [said, say] = usePassingWords()
  const rename = async () => {
    const answer = await port.ask({ do: 'rename-space', space, name: typed.trim() })
    setWrong(answer.ok ? undefined : answer.error)
    say(answer.ok ? 'Renamed for everyone.' : '')
  }
  return (
    <form
      class="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (event.isTrusted) void rename()
      }}
    >
      <Field
        label="Name"
        value={typed}
        max={MAX_SPACE_NAME}
        wrong={wrong}
        onInput={(value) => {
          setTyped(value)
          setWrong(undefined)
          say('')
        }}
      />
      <Button look="edged" submit>
        Rename
      </Button>
      <span class="small soft" role="status">
        {said}
      </span>
    </form>
  )
}
