import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { Call, CallState } from '../model.ts'
import { Alone } from './alone.tsx'
import { Announcer } from './announcer.tsx'
import { BarStack } from './bars.tsx'
import { Chat } from './chat.tsx'
import { ChatNews, useUnread } from './chat-news.tsx'
import { Header } from './header.tsx'
import { AskedSheet, KeysSheet, VerifiedSheet } from './info-sheets.tsx'
import { aloneRoom, arrange, besideScreen, GAP } from './layout.ts'
import type { Opens } from './menus.tsx'
import { People } from './people.tsx'
import { PersonSheet, SendFile } from './person-sheet.tsx'
import { Watching } from './picture.tsx'
import { float } from './pip.tsx'
import { RingSheet } from './ring-sheet.tsx'
import { SettingsSheet } from './settings-sheet.tsx'
import { FULL_EVENT, Shares, shownScreen } from './shares.tsx'
import { Toolbar } from './toolbar.tsx'
import { TransferSheet, TransferTray } from './transfers.tsx'
import { useRoom } from './use-call.ts'
import { useKeys, useKeysEnabled } from './use-keys.ts'
import { Watcher } from './watching.ts'

type Over = 'settings' | 'ring' | 'keys' | 'verified' | 'files' | { readonly person: DeviceId }

interface RoomProps {
  readonly call: Call
  readonly state: CallState
  readonly onLeave: () => void
}

/** In a huddle. */
export function CallRoom({ call, state, onLeave }: RoomProps) {
  const [over, setOver] = useState<Over>()
  const [chat, setChat] = useState(false)
  const [keys, setKeys] = useKeysEnabled()
  const { unread, news } = useUnread(state, chat)
  const watcher = useWatcher(call)
  const close = useCallback(() => setOver(undefined), [])
  const closeChat = useCallback(() => setChat(false), [])
  const opens: Opens = {
    settings: () => setOver('settings'),
    ring: () => setOver('ring'),
    keys: () => setOver('keys'),
    verified: () => setOver('verified'),
    files: () => setOver('files'),
    chat: () => setChat((open) => !open),
    float: () => void float(call, watcher, onLeave).catch(() => undefined),
  }
  useCallKeys(call, state, opens, keys)
  useNoStrayDrops()
  return (
    <Watching.Provider value={watcher}>
      <div class="room" data-chat={chat}>
        <div class="call">
          <Header {...{ call, state, opens }} chatOpen={chat} unread={unread} />
          <ChatNews news={news} onOpen={opens.chat} />
          <BarStack call={call} state={state} />
          <Floor {...{ call, state, opens }} onOpen={(person) => setOver({ person })} />
          <TransferTray {...{ call, state }} onOpen={opens.files} />
          <Toolbar {...{ call, state, opens, onLeave }} />
        </div>
        {chat && <Chat call={call} onClose={closeChat} />}
      </div>
      {over === 'settings' && <SettingsSheet {...{ call, state }} onClose={close} />}
      {over === 'ring' && <RingSheet {...{ call, state }} onClose={close} />}
      {over === 'keys' && <KeysSheet enabled={keys} onEnable={setKeys} onClose={close} />}
      {over === 'verified' && <VerifiedSheet state={state} onClose={close} />}
      {over === 'files' && <TransferSheet {...{ call, state }} onClose={close} />}
      {typeof over === 'object' && <PersonSheet {...{ call, state }} device={over.person} onClose={close} />}
      <AskedSheet call={call} state={state} />
      <Announcer state={state} />
    </Watching.Provider>
  )
}

interface FloorProps extends Omit<RoomProps, 'onLeave'> {
  readonly opens: Opens
  readonly onOpen: (device: DeviceId) => void
}

/** Where the people and the shared screens stand. */
function Floor({ call, state, opens, onOpen }: FloorProps) {
  const [floor, room] = useRoom<HTMLElement>()
  const [chosen, choose] = useState<DeviceId>()
  const shown = shownScreen(state.screens, chosen)
  const count = state.others.length + (state.me ? 1 : 0)
  const pictures = state.camera.on || state.others.some(({ camera }) => camera !== undefined)
  const alone = state.others.length === 0
  const left = useHadCompany(state)
  const beside = besideScreen(room, count)
  const spare = alone && state.kind === 'talk' ? aloneRoom(room, state.members.filter(isRung).length) : undefined
  const even = arrange(count, spare !== undefined && room.height > 160 ? spare : room, pictures)
  const arranged = shown
    ? { look: 'stage' as const, columns: 1, tile: beside.tile }
    : { look: even.look, columns: even.columns, tile: { width: even.width, height: even.height } }
  const side = shown ? beside.side : spare?.side
  return (
    <main ref={floor} class="floor" data-side={side} data-alone={alone} data-look={arranged.look}>
      {shown && <Shares {...{ call, state, shown }} onChoose={choose} />}
      <People {...{ call, state, onOpen, ...arranged }} gap={arranged.look === 'stage' ? 8 : GAP} />
      {alone && !shown && state.kind === 'talk' && <Alone state={state} after={left} onRing={opens.ring} />}
      {state.kind === 'files' && <FilesHint call={call} state={state} />}
    </main>
  )
}

/** Whether others were in this huddle while we were. */
function useHadCompany({ huddle, others }: CallState): boolean {
  const company = useRef<CallState['huddle']>(undefined)
  if (others.length > 0) company.current = huddle
  return huddle !== undefined && company.current === huddle
}

const isRung = ({ rung, inHuddle }: CallState['members'][number]): boolean => rung !== undefined && !inHuddle

function FilesHint({ call, state }: { call: Call; state: CallState }) {
  const [other] = state.others
  if (other === undefined) return <p class="files-hint soft">Waiting for the other one.</p>
  return (
    <div class="files-hint">
      <p class="soft">Drop files onto {other.name}, or choose them. They go from browser to browser.</p>
      <SendFile name={other.name} main onFile={(file) => call.files.offer(other.device, file)} />
    </div>
  )
}

function useWatcher(call: Call): Watcher {
  const watcher = useMemo(() => new Watcher((seen) => call.actions.watch(seen)), [call])
  useEffect(() => () => watcher.end(), [watcher])
  return watcher
}

function useCallKeys({ actions }: Call, state: CallState, opens: Opens, enabled: boolean): void {
  const talk = state.kind === 'talk'
  useKeys(
    {
      mute: () => talk && actions.setMuted(state.microphone.on),
      talk: (down) => talk && actions.pushToTalk(down),
      camera: () => talk && void actions.setCamera(!state.camera.on),
      screen: () => talk && void actions.setScreen(!state.screen.on),
      hand: () => talk && actions.setHand(!state.me?.hand),
      chat: opens.chat,
      full: () => dispatchEvent(new Event(FULL_EVENT)),
      keys: opens.keys,
    },
    enabled,
  )
}

/** A file dropped beside a tile would otherwise be opened in this window, and end the call. */
function useNoStrayDrops(): void {
  useEffect(() => {
    const stop = (event: DragEvent) => event.preventDefault()
    addEventListener('dragover', stop)
    addEventListener('drop', stop)
    return () => {
      removeEventListener('dragover', stop)
      removeEventListener('drop', stop)
    }
  }, [])
}
