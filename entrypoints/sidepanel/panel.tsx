import { useEffect, useRef, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import type { BackgroundRequest } from '../../shared/contract/background.ts'
import type { CardTicket, PanelView } from '../../shared/contract/views.ts'
import type { HuddleId } from '../../shared/domain/huddle.ts'
import type { AnnotationId, DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CopiedLink, useCopiedLink } from '../../shared/ui/copied-link.tsx'
import { usePortState, useRefusal, useView } from '../../shared/ui/hooks.ts'
import { Huddles, talkingIn, useHuddleDeeds } from '../../shared/ui/huddles.tsx'
import { Notice, Toast, Unreachable } from '../../shared/ui/messages.tsx'
import { LinkStatus, People } from '../../shared/ui/people.tsx'
import type { EnginePort } from '../../shared/ui/port.ts'
import { MUTED, READS } from '../../shared/ui/role-words.ts'
import { Unsent } from '../../shared/ui/unsent.tsx'
import { Chats } from './chats.tsx'
import { Empty } from './empty.tsx'
import { Items } from './items.tsx'
import { Nothing, Waiting } from './nothing.tsx'
import { OpenThread } from './open-thread.tsx'
import { Share } from './share.tsx'
import { StepButtons, useSteps } from './steps.tsx'
import { SuggestBackup } from './suggest-backup.tsx'

export type PanelPort = EnginePort<'panel'>
type Full = Extract<PanelView, { see: 'panel' }>
/** What was opened last from the list: there the keyboard goes on when it is closed. */
type Opened = AnnotationId | HuddleId | 'page' | undefined

/** The page's conversations beside the page: a list, and one thread at a time in its place. */
export function Panel({ port }: { port: PanelPort }) {
  const view = useView<PanelView>(port)
  const state = usePortState(port)
  const refused = useRefusal(port)
  const { thread, wrong, closeThread, clear, ...opening } = useThread(port)
  const page = view?.see === 'panel' ? `${view.space.id} ${view.page}` : undefined
  useEffect(closeThread, [page])
  if (thread !== undefined) return <OpenThread ticket={thread} onClose={closeThread} />
  return (
    <>
      {state === 'unreachable' && (
        <div class="top">
          <Unreachable onRetry={() => port.start()} />
        </div>
      )}
      {state === 'open' && refused !== undefined && (
        <div class="top">
          <Notice tone="bad">{refused}</Notice>
        </div>
      )}
      {!view && <Waiting />}
      {view?.see === 'nothing' && <Nothing why={view.why} />}
      {view?.see === 'panel' && <Page {...{ view, port, ...opening }} />}
      {wrong !== undefined && (
        <div class="floating">
          <Toast words={wrong} onClose={clear} />
        </div>
      )}
    </>
  )
}

/** The one thread that is open: a ticket from the engine, good for one card. */
function useThread(port: PanelPort) {
  const [thread, setThread] = useState<string>()
  const [wrong, setWrong] = useState<string>()
  const [opened, setOpened] = useState<Opened>()
  const latest = useRef(0)
  const open = async (intent: Parameters<PanelPort['ask']>[0]) => {
    const turn = ++latest.current
    const answer = await port.ask(intent)
    if (turn !== latest.current) return
    if (answer.ok) setThread((answer.value as CardTicket).ticket)
    else setWrong(answer.error)
  }
  return {
    thread,
    wrong,
    opened,
    openThread: (annotation: AnnotationId) => {
      setOpened(annotation)
      void open({ do: 'open-thread', annotation })
    },
    openChat: (huddle: HuddleId) => {
      setOpened(huddle)
      void open({ do: 'open-chat', huddle })
    },
    composePage: () => {
      setOpened('page')
      void open({ do: 'compose-page' })
    },
    closeThread: () => {
      latest.current++
      setThread(undefined)
    },
    clear: () => setWrong(undefined),
  }
}

interface PageProps {
  readonly view: Full
  readonly port: PanelPort
  readonly openThread: (annotation: AnnotationId) => void
  readonly openChat: (huddle: HuddleId) => void
  readonly composePage: () => void
  readonly opened: Opened
}

function Page({ view, port, openThread, openChat, composePage, opened }: PageProps) {
  const compose = useRef<HTMLDivElement>(null)
  const deeds = useHuddleDeeds((ask) => port.ask(ask))
  const { huddles, people } = view
  const may = (view.space.role !== 'reader' && !view.space.ended) || undefined
  const link = useCopiedLink()
  const steps = useSteps(port)
  const [sharing, setSharing] = useState(false)
  const sendFile =
    huddles.cannot === undefined ? (to: DeviceId) => deeds.press({ do: 'huddle-send-file', to }) : undefined
  useEffect(() => {
    if (opened === 'page') compose.current?.querySelector('button')?.focus()
  }, [])
  return (
    <>
      <header class="page">
        <div class="bar" ref={compose}>
          <SpaceChoice view={view} port={port} />
          <span class="acts">
            {may && (
              <Button small look="edged" icon="say" onPress={composePage}>
                Comment on page
              </Button>
            )}
            <StepButtons steps={view.steps} press={steps.press} />
            <Button small icon="out" label="Export and share" expanded={sharing} onPress={() => setSharing(!sharing)} />
          </span>
        </div>
        <h1>{view.title === '' ? 'This page' : view.title}</h1>
        <div class="linked">
          <LinkStatus link={view.space.link} />
          <Button small describe="About the connection" onPress={openConnection}>
            Details
          </Button>
        </div>
        {view.space.role === 'reader' && <p class="small soft">{READS}</p>}
        {view.space.muted && <p class="small soft">{MUTED}</p>}
        {view.space.asks !== undefined && <Asks space={view.space.id} words={view.space.asks} />}
        {view.space.pending !== undefined && <Notice tone="wait">{view.space.pending}</Notice>}
        {people.length > 0 && (
          <People people={people} label="People here" page talking={talkingIn(huddles)} onSendFile={sendFile} />
        )}
        <Huddles {...{ huddles, people, deeds }} first={false} />
        <Unsent spaces={view.spaces} shared={view.sharedComputer} />
        {view.suggestsBackup && <SuggestBackup port={port} />}
      </header>
      <main>
        {sharing && <Share {...{ view, port }} />}
        {view.items.length === 0 ? (
          <Empty page={view.page} space={view.space} />
        ) : (
          <Items
            items={view.items}
            from={opened}
            onReveal={(annotation) => void port.ask({ do: 'reveal', annotation })}
            onRestore={may && ((annotation) => void port.ask({ do: 'restore', annotation }))}
            onPlaceAgain={may && ((annotation) => void port.ask({ do: 'place-again', annotation }))}
            onOpen={openThread}
            onShow={view.mayHide && ((annotation) => void port.ask({ do: 'hide', annotation, on: false }))}
            onLink={(annotation) => void link.copy(port.ask({ do: 'link', annotation }))}
          />
        )}
        {view.chats !== undefined && <Chats chats={view.chats} from={opened} onOpen={openChat} />}
      </main>
      {steps.said !== undefined && link.result === undefined && (
        <div class="floating">
          <Toast words={steps.said} onClose={steps.clear} />
        </div>
      )}
      {link.result !== undefined && (
        <div class="floating">
          <CopiedLink result={link.result} onClose={link.close} />
        </div>
      )}
    </>
  )
}

/** In which space the page is read. A plain select: it is chosen seldom, and every person's tools know how. */
function SpaceChoice({ view, port }: { view: Full; port: PanelPort }) {
  if (view.spaces.length < 2) return <p class="space-name">{view.space.name}</p>
  return (
    <select
      class="space-name"
      aria-label="Space"
      value={view.space.id}
      onChange={(event) => {
        const chosen = view.spaces.find(({ id }) => id === event.currentTarget.value)
        if (event.isTrusted && chosen) void port.ask({ do: 'use-space', space: chosen.id })
      }}
    >
      {view.spaces.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Asks({ space, words }: { space: SpaceId; words: string }) {
  const answer = () => void browser.runtime.sendMessage({ ask: 'answer-knocks', space } satisfies BackgroundRequest)
  return (
    <Notice
      tone="wait"
      actions={
        <Button look="edged" small describe="Opens the settings" onPress={answer}>
          Answer
        </Button>
      }
    >
      {words}
    </Notice>
  )
}

const openConnection = () => void browser.runtime.sendMessage({ ask: 'connection' } satisfies BackgroundRequest)
