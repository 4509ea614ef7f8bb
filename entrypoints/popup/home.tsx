import { useState } from 'preact/hooks'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import type { HomeView, SpaceView } from '../../shared/contract/views.ts'
import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Huddles, talkingIn, useHuddleDeeds } from '../../shared/ui/huddles.tsx'
import { Knocks } from '../../shared/ui/knocks.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import { LinkStatus, People } from '../../shared/ui/people.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { MUTED, READS } from '../../shared/ui/role-words.ts'
import { Unsent } from '../../shared/ui/unsent.tsx'
import { hostOf, isWeb } from './addresses.ts'
import { type FrontTab, linkTo, openPage } from './browser-side.ts'
import { Here, type Tried } from './here.tsx'
import { Invites } from './invites.tsx'

/** Where an invite that was just accepted leads; `opened`: the tab goes there by itself. */
export interface Arrival {
  readonly page: string
  readonly opened: boolean
}

interface HomeProps {
  readonly port: HomePort
  readonly view: HomeView
  readonly tab: FrontTab
  /** What became of showing the overlay as the popup opened. */
  readonly tried: Tried | undefined
  /** The page that an invite just accepted leads to. */
  readonly arrived: Arrival | undefined
  readonly onAdd: () => void
}

/** Asked here at once; the others when these are answered. */
const MOST_KNOCKS = 3

/** The space in use, who is there, and the page in front. */
export function Home({ port, view, tab, tried, arrived, onAdd }: HomeProps) {
  const deeds = useHuddleDeeds((ask) => port.ask(ask))
  const active = view.spaces.find(({ id }) => id === view.active) ?? view.spaces[0]
  if (!active) return null
  const { huddles, people } = view
  // Talking comes first as soon as there is somebody to talk to.
  const company = !active.private && active.people > 1
  const sendFile =
    huddles.cannot === undefined ? (to: DeviceId) => deeds.press({ do: 'huddle-send-file', to }) : undefined
  return (
    <>
      {arrived !== undefined && <Arrived {...arrived} />}
      {view.spaces
        .filter((space) => space.pending !== undefined && space !== active)
        .map(({ id, name, pending, waits }) => (
          <Waiting key={id} {...{ port, id, waits }} words={`${name}: ${pending}`} />
        ))}
      <Knocks
        port={port}
        knocks={(view.knocks ?? []).slice(0, MOST_KNOCKS)}
        nameOf={({ space }) => view.spaces.find(({ id }) => id === space)?.name ?? 'a space'}
      />
      <section class="space" aria-label="Space">
        <Spaces {...{ port, active, onAdd }} spaces={view.spaces} />
        <LinkStatus link={active.link} />
        {active.role === 'reader' && !active.ended && <p class="small soft">{READS}</p>}
        {active.muted && !active.ended && <p class="small soft">{MUTED}</p>}
        <Unsent spaces={view.spaces} shared={view.sharedComputer} />
        {active.pending !== undefined && (
          <Waiting port={port} id={active.id} waits={active.waits} words={active.pending} />
        )}
        {people.length > 0 && (
          <People people={people} label="People here" page={false} talking={talkingIn(huddles)} onSendFile={sendFile} />
        )}
        <Huddles {...{ huddles, people, deeds }} first={company} told={active.private} />
        <Invites port={port} space={active} page={view.page?.supported === true} first={!company} onAdd={onAdd} />
      </section>
      <Here {...{ port, view, tab, tried }} />
      <Pages pages={view.pages} />
    </>
  )
}

interface WaitingProps {
  readonly port: HomePort
  readonly id: SpaceId
  /** Absent of a space that cannot be read. */
  readonly waits: true | undefined
  readonly words: string
}

/** An invite that is not through yet, and the way out of waiting: it can be used again later. */
function Waiting({ port, id, waits, words }: WaitingProps) {
  const [wrong, setWrong] = useState<string>()
  const giveUp = async () => {
    const answer = await port.ask({ do: 'give-up', space: id })
    setWrong(answer.ok ? undefined : answer.error)
  }
  return (
    <Notice
      tone="wait"
      actions={
        waits && (
          <Button look="edged" small onPress={() => void giveUp()}>
            Give it up
          </Button>
        )
      }
    >
      {wrong ?? words}
    </Notice>
  )
}

function Arrived({ page, opened }: Arrival) {
  if (opened)
    return (
      <Notice tone="good">You are in. The page opens in this tab: there, click the Huddlemark button once more.</Notice>
    )
  const open = (
    <Button look="edged" small icon="out" onPress={() => void openPage(page)}>
      Open {hostOf(page)}
    </Button>
  )
  return (
    <Notice tone="good" actions={open}>
      You are in. The invite leads to a page: open it, then click the Huddlemark button there.
    </Notice>
  )
}

interface SpacesProps {
  readonly port: HomePort
  readonly spaces: readonly SpaceView[]
  readonly active: SpaceView
  readonly onAdd: () => void
}

/** The name of the space in use; opened, the others and the way to a new one. */
function Spaces({ port, spaces, active, onAdd }: SpacesProps) {
  const [open, setOpen] = useState(false)
  const choose = (space: SpaceView) => {
    setOpen(false)
    if (space.id !== active.id) void port.ask({ do: 'use-space', space: space.id })
  }
  return (
    <div class="spaces">
      <div class="active-space">
        <h2>{active.name}</h2>
        <span class="soft small">{aside(active)}</span>
        <Button small icon="down" label="Switch space" expanded={open} onPress={() => setOpen(!open)} />
      </div>
      {open && (
        <ul class="space-list" aria-label="Spaces">
          {spaces.map((space) => (
            <li key={`${space.id} ${space.pending === undefined}`}>
              <Button pressed={space.id === active.id} onPress={() => choose(space)}>
                <span class="name">{space.name}</span>
                <span class="small">{aside(space)}</span>
              </Button>
            </li>
          ))}
          <li>
            <Button icon="plus" onPress={onAdd}>
              Add a space
            </Button>
          </li>
        </ul>
      )}
    </div>
  )
}

function aside({ pending, people, ...space }: SpaceView): string {
  if (space.ended) return 'ended'
  if (pending !== undefined) return 'joining'
  if (space.private) return 'private'
  return `${people} ${people === 1 ? 'person' : 'people'}`
}

function Pages({ pages }: { pages: HomeView['pages'] }) {
  const web = pages.filter(({ address }) => isWeb(address))
  if (web.length === 0) return null
  return (
    <nav class="pages" aria-label="Pages of this space">
      <h3 class="caption">Pages of this space</h3>
      <ul>
        {web.map(({ address, title }) => (
          <li key={address}>
            <a href={linkTo(address)} target="_blank" rel="noreferrer">
              <span class="title">{title === '' ? address : title}</span>
              <span class="host">{address === PRACTICE_ADDRESS ? 'Practice page' : hostOf(address)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
