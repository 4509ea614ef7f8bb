import { useRef, useState } from 'preact/hooks'
import type { AnnotationLink } from '../contract/takeout.ts'
import { Button } from './button.tsx'
import { copyText } from './clipboard.ts'
import { Field } from './field.tsx'
import { Notice } from './messages.tsx'
import type { Answer } from './port.ts'

interface Copied extends AnnotationLink {
  /** False where the clipboard refused: the text is there to be copied by hand. */
  readonly copied: boolean
}

/** A link that was asked for: copied, and what it does said. Only the answer to the latest wish counts. */
export function useCopiedLink() {
  const [result, setResult] = useState<Copied | string>()
  const latest = useRef(0)
  return {
    result,
    close: () => setResult(undefined),
    copy: async (asking: Promise<Answer>) => {
      const turn = ++latest.current
      const answer = await asking
      if (turn !== latest.current) return
      if (!answer.ok) return setResult(answer.error)
      const link = answer.value as AnnotationLink
      setResult({ ...link, copied: await copyText(link.link) })
    },
  }
}

export function CopiedLink({ result, onClose }: { result: Copied | string; onClose: () => void }) {
  const close = (
    <Button small onPress={onClose}>
      Close
    </Button>
  )
  if (typeof result === 'string') {
    return (
      <Notice tone="bad" actions={close}>
        {result}
      </Notice>
    )
  }
  return (
    <Notice tone={result.copied ? 'good' : 'plain'} actions={close}>
      <p>
        {result.copied ? 'Link copied. ' : ''}
        {result.words}
      </p>
      {!result.copied && <Field label="Copy it from here" value={result.link} readonly onInput={() => undefined} />}
      {result.caution !== undefined && <p>{result.caution}</p>}
    </Notice>
  )
}
