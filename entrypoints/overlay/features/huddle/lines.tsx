import type { HuddlesView, HuddleView, OwnHuddleView } from '../../../../shared/contract/huddle.ts'
import type { DeviceId } from '../../../../shared/domain/ids.ts'
import { joinable, namesOf, sharingWords } from '../../../../shared/ui/huddle-words.ts'
import type { JustEntered } from '../../../../shared/ui/just-entered.ts'
import { WordButton } from '../../shell/word-button.tsx'
import { Words } from '../../shell/words.tsx'
import { Avatars } from '../dock/avatars.tsx'
import type { AskHuddle } from './ask.ts'

/** The dock is small: more people, and more huddles, than these are counted. */
const MOST_DISCS = 3
const MOST_HUDDLES = 3

interface LinesProps {
  readonly huddles: HuddlesView
  readonly me: DeviceId | undefined
  readonly ask: AskHuddle
  readonly just: JustEntered
}

/** What the dock says about huddles, above its row: our own, and others that are on. Nothing while there is none. */
export function HuddleLines({ huddles, me, ask, just }: LinesProps) {
  const { own } = huddles
  const others = joinable(huddles)
  return (
    <>
      {own && <Sharing own={own} />}
      {others.length > 0 && (
        <ul class="huddles" aria-label="Huddles">
          {others.slice(0, MOST_HUDDLES).map((huddle) => (
            <On key={huddle.id} {...{ huddle, me, ask }} />
          ))}
          {others.length > MOST_HUDDLES && (
            <li class="huddle">
              <Words say={`and ${others.length - MOST_HUDDLES} more: open the panel`} as="who" />
            </li>
          )}
        </ul>
      )}
      {own && <Own {...{ own, me, ask, just }} />}
    </>
  )
}

/** In sight for as long as others see our screen or us. */
function Sharing({ own }: { readonly own: OwnHuddleView }) {
  const words = sharingWords(own)
  if (words === undefined) return null
  return (
    <p class={own.screen ? 'link live screen' : 'link live'} role="status">
      <i class="dot" />
      <Words say={words} />
    </p>
  )
}

function On({ huddle, me, ask }: Pick<LinesProps, 'me' | 'ask'> & { readonly huddle: HuddleView }) {
  const { id, space, people, at, full } = huddle
  const names = namesOf(people)
  return (
    <li class="huddle">
      <Avatars label="In this huddle" people={people} me={me} most={MOST_DISCS} />
      <Words
        say={full ?? (at === undefined ? names : `${names} · ${at}`)}
        as={full === undefined ? 'who' : 'who full'}
      />
      {full === undefined && (
        <WordButton
          as="invite"
          say="Join huddle"
          describe={`with ${names}`}
          act={() => void ask({ do: 'huddle-join', space, huddle: id })}
        />
      )}
    </li>
  )
}

function Own({ own, me, ask, just }: Omit<LinesProps, 'huddles'> & { readonly own: OwnHuddleView }) {
  const { kind, muted, people } = own
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls that are sent
    <div class="huddle own" role="group" aria-label={kind === 'files' ? 'Sending files' : 'Your huddle'}>
      <Avatars label="In this huddle" people={people} me={me} most={MOST_DISCS} />
      {kind === 'files' ? (
        <Words say="Sending files" as="who" />
      ) : (
        <WordButton
          as={`tool mute ${muted ? 'off' : ''}`}
          icon={muted ? 'muted' : 'microphone'}
          say={muted ? 'Unmute' : 'Mute'}
          act={(click) => just.slipped(click) || void ask({ do: 'huddle-mute', on: !muted })}
        />
      )}
      <WordButton as="tool" say="Show window" act={() => void ask({ do: 'huddle-show' })} />
      <WordButton
        as="tool leave"
        say="Leave"
        act={(click) => just.slipped(click) || void ask({ do: 'huddle-leave' })}
      />
    </div>
  )
}
