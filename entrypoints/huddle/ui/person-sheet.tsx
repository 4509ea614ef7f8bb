import { useId, useRef } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { Call, CallState, Participant } from '../model.ts'
import { Bars, Icon } from './icons.tsx'
import { Sheet } from './sheet.tsx'
import { phaseWords, QUALITY_WORDS, qualityAdvice } from './words.ts'

const FULL = { good: 3, fair: 2, poor: 1, lost: 0 } as const

/** What concerns one person, and only ourselves: how loud they are, how they reach us, a file for them. */
export function PersonSheet(props: { call: Call; state: CallState; device: DeviceId; onClose: () => void }) {
  const person = props.state.others.find(({ device }) => device === props.device)
  if (person === undefined) {
    return (
      <Sheet title="No longer here" onClose={props.onClose}>
        <p class="soft">They have left this huddle.</p>
      </Sheet>
    )
  }
  return (
    <Sheet title={person.name} lead={<Avatar name={person.name} colour={person.colour} />} onClose={props.onClose}>
      <Volume person={person} onChange={(volume) => props.call.actions.setVolume(person.device, volume)} />
      <Connection person={person} />
      {person.verified !== 'refused' && (
        <SendFile
          name={person.name}
          onFile={(file) => props.call.files.offer(person.device, file)}
          onDone={props.onClose}
        />
      )}
    </Sheet>
  )
}

function Volume({ person, onChange }: { person: Participant; onChange: (volume: number) => void }) {
  const id = useId()
  const percent = Math.round(person.volume * 100)
  return (
    <div class="volume">
      <label for={id}>Volume for you</label>
      <output for={id}>{percent === 0 ? 'Silent' : `${percent} %`}</output>
      <input
        id={id}
        type="range"
        min="0"
        max="200"
        step="5"
        value={percent}
        style={{ '--at': `${percent / 2}%` }}
        aria-valuetext={`${percent} percent`}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber / 100)}
      />
    </div>
  )
}

function Connection({ person }: { person: Participant }) {
  const { quality, route, verified } = person
  const phase = phaseWords(person)
  const advice = phase === undefined ? qualityAdvice(quality) : undefined
  return (
    <dl class="facts">
      <dt>Connection</dt>
      <dd>
        {phase ?? (
          <span class="with-bars">
            {quality && <Bars full={FULL[quality.words]} />}
            {quality ? QUALITY_WORDS[quality.words] : 'Being measured'}
          </span>
        )}
        {advice !== undefined && <p class="soft small">{advice}</p>}
      </dd>
      {route !== undefined && (
        <>
          <dt>Route</dt>
          <dd>
            {route === 'direct' ? 'Direct, from browser to browser' : 'Relayed'}
            {route === 'relayed' && (
              <p class="soft small">A TURN server passes sealed packets on. It cannot open them.</p>
            )}
          </dd>
        </>
      )}
      <dt>Privacy</dt>
      <dd class={verified === 'refused' ? 'bad' : undefined}>
        {verified === 'yes' && (
          <span class="with-bars">
            <Icon name="lock" size={16} />
            Verified end to end
          </span>
        )}
        {verified === 'not-yet' && 'Being verified'}
        {verified === 'refused' && 'Not verified. Nothing is sent to them, and nothing of theirs is played.'}
      </dd>
    </dl>
  )
}

export function SendFile(props: { name: string; onFile: (file: File) => void; onDone?: () => void; main?: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const chosen = () => {
    for (const file of input.current?.files ?? []) props.onFile(file)
    if (input.current) input.current.value = ''
    props.onDone?.()
  }
  return (
    <div class="send-file">
      <Button look={props.main ? 'main' : 'edged'} onPress={() => input.current?.click()}>
        <Icon name="file" size={17} />
        Send a file
      </Button>
      <input ref={input} type="file" multiple hidden aria-label={`Files for ${props.name}`} onChange={chosen} />
      {!props.main && (
        <p class="soft small">Or drop it onto their tile. It goes straight to them, and nobody else can open it.</p>
      )}
    </div>
  )
}
