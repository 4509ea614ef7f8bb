import { useState } from 'preact/hooks'
import type { FateView } from '../../shared/contract/fate.ts'
import { Button } from '../../shared/ui/button.tsx'
import { copyText } from '../../shared/ui/clipboard.ts'
import { Notice } from '../../shared/ui/messages.tsx'
import type { Answer } from '../../shared/ui/port.ts'

interface RefusedProps {
  readonly fate: FateView | undefined
  /** What would be lost with this device. */
  readonly text: string
  readonly onAgain: () => Promise<Answer>
}

/** What the relay did not take, why, and the ways out of it. */
export function Refused({ fate, text, onAgain }: RefusedProps) {
  const [copied, setCopied] = useState<boolean>()
  const [wrong, setWrong] = useState<string>()
  const refused = fate?.refused
  if (!refused) return null
  const again = async () => {
    const answer = await onAgain()
    setWrong(answer.ok ? undefined : answer.error)
  }
  const actions = (
    <>
      {text !== '' && (
        <Button small look="edged" icon="copy" onPress={() => void copyText(text).then(setCopied)}>
          {copied ? 'Copied' : 'Copy text'}
        </Button>
      )}
      {refused.again && refused.forGood && (
        <Button small look="edged" onPress={() => void again()}>
          Try again
        </Button>
      )}
    </>
  )
  return (
    <div class="refused">
      <Notice tone={refused.forGood ? 'bad' : 'wait'} actions={actions}>
        {refused.words}
        {copied === false && <p>This page does not let us copy. Select the text and copy it by hand.</p>}
        {wrong !== undefined && <p>{wrong}</p>}
      </Notice>
    </div>
  )
}
