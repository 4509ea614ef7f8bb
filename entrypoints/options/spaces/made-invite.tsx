import { useEffect, useRef, useState } from 'preact/hooks'
import type { InviteText } from '../../../shared/contract/invites.ts'
import type { Role } from '../../../shared/domain/member.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { copyText } from '../../../shared/ui/clipboard.ts'
import { Field } from '../../../shared/ui/field.tsx'
import { Qr } from '../qr.tsx'

export interface Made extends InviteText {
  readonly role: Role
  readonly askFirst: boolean
}

const MAY: Record<Role, string> = {
  reader: 'join and read',
  writer: 'join, read and write',
  admin: 'join and manage it',
}

/** The invite to be handed on: as a link, as a code, and for a camera. */
export function MadeInvite({ made }: { made: Made }) {
  const { link, code, caution, role, askFirst } = made
  const [said, say] = useState('')
  const beside = useRef<HTMLDivElement>(null)
  // The button that made it is gone: the keyboard goes on where the invite is taken from.
  useEffect(() => beside.current?.querySelector('button')?.focus(), [])
  const copy = async (text: string, what: string) =>
    say((await copyText(text)) ? `${what} copied.` : 'Your browser does not let it be copied: select it by hand.')
  return (
    <div class="out give">
      <Qr text={link} label="The invite link, for a camera" />
      <div class="beside" ref={beside}>
        <Field label="New invite link" value={link} lines={3} readonly onInput={() => undefined} />
        <p class="row">
          <Button small look="main" icon="copy" onPress={() => void copy(link, 'Link')}>
            Copy link
          </Button>
          <Button small look="edged" icon="copy" onPress={() => void copy(code, 'Code')}>
            Copy code
          </Button>
          <span class="small soft" role="status">
            {said}
          </span>
        </p>
        <p class="small soft">
          {askFirst
            ? 'Whoever has it can ask to be let in. You see it here and in the Huddlemark window.'
            : `Whoever has it can ${MAY[role]}. Send it over a channel that you trust.`}{' '}
          It is shown this once.
        </p>
        {caution !== undefined && <p class="small caution">{caution}</p>}
      </div>
    </div>
  )
}
