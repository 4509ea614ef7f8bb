import type { HuddlesView, HuddleView, OwnHuddleView } from '../../../../shared/contract/huddle.ts'
import type { DeviceId } from '../../../../shared/domain/ids.ts'
import { joinable, namesOf, sharingWords } from '../../../../shared/ui/huddle-words.ts'
import { Icon } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'
import { Words } from '../../shell/words.tsx'
import { Avatars } from '../dock/avatars.tsx'
import type { AskHuddle } from './ask.ts'

/** The dock is small: more than these are counted. */
const MOST_DISCS = 3

interface LinesProps {
  readonly huddles: HuddlesView
  readonly me: DeviceId | undefined
  readonly ask: AskHuddle
}

/** What the dock says about huddles, above its row: our own, and others that are on. Nothing while there is none. */
export function HuddleLines({ huddles, me, ask }: LinesProps) {
  const { own } = huddles
  const others = joinable(huddles)
  return (
    <>
      {own && <Sharing own={own} />}
      {others.length > 0 && (
        <ul class="huddles" aria-label="Huddles">
          {others.map((huddle) => (
            <On key={huddle.id} {...{ huddle, me, ask }} />
          ))}
        </ul>
      )}
      {own && <Own {...{ own, me, ask }} />}
    </>
  )
}

/** In sight for as long as others see our screen or us. */
function Sharing({ own }: { readonly own: OwnHuddleView }) {
  const words = sharingWords(own)
  if (words === undefined) return null
  return (
    <p class="link live" role="status">
      <i class="dot" />
      <Words say={words} />
    </p>
  )
}

function On({ huddle, me, ask }: Omit<LinesProps, 'huddles'> & { readonly huddle: HuddleView }) {
  const { id, space, people, at, full } = huddle
  const names = namesOf(people)
  return (
    <li class="huddle">
      <Avatars label="In this huddle" people={people} me={me} most={MOST_DISCS} />
      <Words
        say={full ?? (at === undefined ? `${names} in a huddle` : `${names} · ${at}`)}
        as={full === undefined ? 'who' : 'who full'}
      />
      {full === undefined && (
        <button
          type="button"
          class="invite"
          aria-description={`with ${names}`}
          onClick={trusted(() => void ask({ do: 'huddle-join', space, huddle: id }))}
        >
          <Words say="Join huddle" />
        </button>
      )}
    </li>
  )
}

function Own({ own, me, ask }: Omit<LinesProps, 'huddles'> & { readonly own: OwnHuddleView }) {
  const { kind, muted, people } = own
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls that are sent
    <div class="huddle own" role="group" aria-label={kind === 'files' ? 'Sending files' : 'Your huddle'}>
      <Avatars label="In this huddle" people={people} me={me} most={MOST_DISCS} />
      {kind === 'files' ? (
        <Words say="Sending files" as="who" />
      ) : (
        <button
          type="button"
          class={`tool mute ${muted ? 'off' : ''}`}
          onClick={trusted(() => void ask({ do: 'huddle-mute', on: !muted }))}
        >
          <Icon name={muted ? 'muted' : 'microphone'} />
          <Words say={muted ? 'Unmute' : 'Mute'} />
        </button>
      )}
      <button type="button" class="tool" onClick={trusted(() => void ask({ do: 'huddle-show' }))}>
        <Words say="Show window" />
      </button>
      <button type="button" class="tool leave" onClick={trusted(() => void ask({ do: 'huddle-leave' }))}>
        <Words say="Leave" />
      </button>
    </div>
  )
}
