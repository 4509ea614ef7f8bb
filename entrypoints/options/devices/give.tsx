import { useEffect, useState } from 'preact/hooks'
import type { DeviceAsk, LinkingView } from '../../../shared/contract/devices.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { copyText } from '../../../shared/ui/clipboard.ts'
import { Field } from '../../../shared/ui/field.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import { Qr } from '../qr.tsx'

type Giving = Extract<LinkingView, { side: 'give' }>
type Tell = (ask: DeviceAsk) => void

/** The code, the question whether it is really one's own other browser, and what came of it. */
export function Give({ giving, tell }: { giving: Giving; tell: Tell }) {
  switch (giving.state) {
    case 'showing':
      return <Shown code={giving.code} until={giving.until} tell={tell} />
    case 'asked':
    case 'sending':
      return <Asked number={giving.number} sending={giving.state === 'sending'} tell={tell} />
    case 'sent':
      return (
        <Notice
          tone="good"
          actions={
            <Button look="edged" small onPress={() => tell({ do: 'link-end' })}>
              Done
            </Button>
          }
        >
          Handed over. Your other browser takes it now; what is in shared spaces then comes from their relays.
        </Notice>
      )
    case 'failed':
      return <Notice tone="bad">{giving.words}</Notice>
  }
}

function Shown({ code, until, tell }: { code: string; until: number; tell: Tell }) {
  const [copied, setCopied] = useState('')
  const copy = async () =>
    setCopied((await copyText(code)) ? 'Copied.' : 'Your browser does not let it be copied: select it by hand.')
  return (
    <div class="give">
      <Qr text={code} label="The link code, for a camera" />
      <div class="beside">
        <Field label="Link code" value={code} lines={4} readonly onInput={() => undefined} />
        <p class="row">
          <Button look="edged" icon="copy" onPress={() => void copy()}>
            Copy code
          </Button>
          <Button look="quiet" onPress={() => tell({ do: 'link-end' })}>
            Cancel
          </Button>
          <span class="small soft" role="status">
            {copied}
          </span>
        </p>
        <p class="small soft">
          In your other browser, open Huddlemark, choose “I use Huddlemark elsewhere”, and paste it.{' '}
          <MinutesLeft until={until} /> Show it to nobody: you will be asked before anything is handed over.
        </p>
      </div>
    </div>
  )
}

const minutesTo = (until: number): number => Math.max(1, Math.ceil((until - Date.now()) / 60_000))

function MinutesLeft({ until }: { until: number }) {
  const [left, setLeft] = useState(() => minutesTo(until))
  useEffect(() => {
    const timer = setInterval(() => setLeft(minutesTo(until)), 5_000)
    return () => clearInterval(timer)
  }, [until])
  return <>{left === 1 ? 'It is good for one more minute.' : `It is good for ${left} more minutes.`}</>
}

/** A code may have been seen by somebody else: the number tells whose browser answered. */
function Asked({ number, sending, tell }: { number: string; sending: boolean; tell: Tell }) {
  return (
    <div class="asked">
      <div class="asks" role="alert">
        <h3>A browser asks to become yours</h3>
        <p class="number">
          <span class="unseen">Its number is </span>
          {number}
        </p>
      </div>
      <p class="soft">
        Does your other browser show exactly this number? Only then say so. Whoever gets in can read everything of
        yours, and write as you.
      </p>
      <p class="row">
        <Button look="main" busy={sending} onPress={() => tell({ do: 'link-allow' })}>
          It is the same
        </Button>
        <Button look="edged" onPress={() => tell({ do: 'link-end' })}>
          Cancel
        </Button>
      </p>
    </div>
  )
}
