import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { HuddleAsk, HuddlePerson, HuddlesView, HuddleView, OwnHuddleView, RingView } from '../contract/huddle.ts'
import type { PersonView } from '../contract/views.ts'
import type { DeviceId } from '../domain/ids.ts'
import { Button } from './button.tsx'
import { joinable, namesOf, ringsHere, ringWords, sharingWords } from './huddle-words.ts'
import { JustEntered } from './just-entered.ts'
import { Notice } from './messages.tsx'
import { Avatar } from './people.tsx'
import type { Answer } from './port.ts'
import { Start } from './start-huddle.tsx'

type Press = (ask: HuddleAsk) => void

/** The engine's answer to what is asked about huddles: what it refused last, in its words, and whether something is under way. */
export interface HuddleDeeds {
  readonly press: Press
  readonly wrong: string | undefined
}

/** A second press while the first is under way is dropped: it was meant as the same. */
export function useHuddleDeeds(ask: (ask: HuddleAsk) => Promise<Answer>): HuddleDeeds {
  const [wrong, setWrong] = useState<string>()
  const underWay = useRef(new Set<string>())
  const press: Press = (what) => {
    const key = JSON.stringify(what)
    if (underWay.current.has(key)) return
    underWay.current.add(key)
    void ask(what).then((answer) => {
      underWay.current.delete(key)
      setWrong(answer.ok ? undefined : answer.error)
    })
  }
  return { press, wrong }
}

/** Devices that are in any of the space's huddles. */
export const talkingIn = ({ on, own }: HuddlesView): ReadonlySet<DeviceId> =>
  new Set(
    [...on, ...(own ? [own] : [])]
      .filter(({ kind }) => kind === 'talk')
      .flatMap(({ people }) => people.map(({ device }) => device)),
  )

interface HuddlesProps {
  readonly huddles: HuddlesView
  readonly people: readonly PersonView[]
  readonly deeds: HuddleDeeds
  /** Starting one is the first thing to do here. */
  readonly first: boolean
  /** Why none can be started stands beside it already. */
  readonly told?: boolean
}

/** Everything about huddles beside a space: who rings, the one we are in, those that are on, and the way to start one. */
export function Huddles({ huddles, people, deeds: { press, wrong }, first, told = false }: HuddlesProps) {
  const { ring, own, cannot } = huddles
  const me = people.find((person) => person.me)?.device
  const others = joinable(huddles)
  const { current: just } = useRef(new JustEntered())
  useLayoutEffect(() => just.draw(own !== undefined, performance.now()))
  const enter: Press = (ask) => {
    just.press(performance.now())
    press(ask)
  }
  return (
    <section class="huddles" aria-label="Huddles">
      {ring && <Rings key={ring.huddle} {...{ ring }} press={enter} />}
      {own && <Own {...{ own, me, press, just }} />}
      {others.length > 0 && (
        <ul aria-label="Huddles that are on">
          {others.map((huddle) => (
            <On key={huddle.id} {...{ huddle }} press={enter} look={own || ring ? 'edged' : 'main'} />
          ))}
        </ul>
      )}
      {cannot !== undefined && !own && !told && <p class="small soft">{cannot}</p>}
      {cannot === undefined && !own && (
        <Start
          another={others.length > 0}
          rung={ringsHere(huddles)}
          first={first && !ring && others.length === 0}
          here={people.some((person) => person.here && !person.me)}
          press={enter}
        />
      )}
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
    </section>
  )
}

/** A few faces, overlapping; the names stand beside them in words. */
function Faces({ people }: { people: readonly HuddlePerson[] }) {
  return (
    <span class="faces">
      {people.slice(0, 4).map(({ device, name, colour }) => (
        <Avatar key={device} name={name} colour={colour} size="small" />
      ))}
    </span>
  )
}

function On({ huddle, press, look }: { huddle: HuddleView; press: Press; look: 'main' | 'edged' }) {
  const { id, space, people, at, full } = huddle
  const names = namesOf(people)
  return (
    <li class="on">
      <Faces people={people} />
      <p class="who">
        <span>{names}</span>
        <span class={full === undefined ? 'small soft' : 'small soft full'}>
          {full ?? (at === undefined ? 'in a huddle' : `on “${at}”`)}
        </span>
      </p>
      {full === undefined && (
        <Button
          {...{ look }}
          small
          describe={`with ${names}`}
          onPress={() => press({ do: 'huddle-join', space, huddle: id })}
        >
          Join huddle
        </Button>
      )}
    </li>
  )
}

interface OwnProps {
  readonly own: OwnHuddleView
  readonly me: DeviceId | undefined
  readonly press: Press
  readonly just: JustEntered
}

function Own({ own, me, press, just }: OwnProps) {
  const { kind, muted, people } = own
  const sharing = sharingWords(own)
  const files = kind === 'files'
  return (
    <section class="own" aria-label={files ? 'Sending files' : 'Your huddle'}>
      <div class="on">
        <Faces people={people} />
        <p class="who">
          <span>{files ? 'Sending files' : 'In a huddle'}</span>
          <span class="small soft">{people.length < 2 ? 'nobody else yet' : namesOf(people, me)}</span>
        </p>
      </div>
      {sharing !== undefined && (
        <p class={own.screen ? 'live screen' : 'live'} role="status">
          <i class="dot" />
          {sharing}
        </p>
      )}
      <div class="row">
        {!files && (
          <Button
            look="edged"
            small
            icon={muted ? 'muted' : 'microphone'}
            bad={muted}
            onPress={(click) => just.slipped(click) || press({ do: 'huddle-mute', on: !muted })}
          >
            {muted ? 'Unmute' : 'Mute'}
          </Button>
        )}
        <Button look="edged" small onPress={() => press({ do: 'huddle-show' })}>
          Show window
        </Button>
        <Button look="edged" small bad onPress={(click) => just.slipped(click) || press({ do: 'huddle-leave' })}>
          Leave
        </Button>
      </div>
    </section>
  )
}

function Rings({ ring, press }: { ring: RingView; press: Press }) {
  const { title, detail, take } = ringWords(ring)
  const { space, huddle, from } = ring
  return (
    <section class="ring" aria-label="Ringing" role="alert">
      <Avatar name={from.name} colour={from.colour} />
      <p class="who">
        <strong>{title}</strong>
        <span class="small soft">{detail}</span>
      </p>
      <div class="row">
        <Button look="main" onPress={() => press({ do: 'huddle-join', space, huddle })}>
          {take}
        </Button>
        <Button look="edged" onPress={() => press({ do: 'huddle-decline', space, huddle })}>
          Not now
        </Button>
      </div>
    </section>
  )
}
