import { useEffect, useRef, useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { usePortState, useView } from '../../shared/ui/hooks.ts'
import { Sign } from '../../shared/ui/icon.tsx'
import { Unreachable } from '../../shared/ui/messages.tsx'
import type { EnginePort } from '../../shared/ui/port.ts'
import { inviteIn } from './addresses.ts'
import { Begin } from './begin.tsx'
import { type FrontTab, openPage, openSettings, showOverlay } from './browser-side.ts'
import { Home } from './home.tsx'

export type HomePort = EnginePort<'home'>

/** Where the popup stands: at home in a space, or beginning (the first time, or to add a space). */
export function Popup({ port, tab }: { port: HomePort; tab: FrontTab }) {
  const view = useView<HomeView>(port)
  const state = usePortState(port)
  const [adding, setAdding] = useState(false)
  const [invite, setInvite] = useState(() => inviteIn(tab.address))
  const [arrived, setArrived] = useState<string>()
  const refusedHere = useShownAtOnce(view, tab)
  const joined = (page: string | undefined) => {
    const came = invite !== undefined
    setInvite(undefined)
    setAdding(false)
    setArrived(page)
    if (page !== undefined && came) void openPage(page, tab)
  }
  const back = () => {
    setAdding(false)
    setInvite(undefined)
  }
  const beginning = view && (!view.profile || view.spaces.length === 0 || adding || invite !== undefined)
  return (
    <>
      <header class="top">
        <Sign size={26} />
        <h1>Huddlemark</h1>
        <Button small icon="gear" label="Settings" onPress={() => void openSettings()} />
      </header>
      {state === 'unreachable' && <Unreachable onRetry={() => port.start()} />}
      {!view && <Waiting />}
      {view && beginning && (
        <Begin
          port={port}
          view={view}
          invite={invite}
          onJoined={joined}
          onCreated={() => setAdding(false)}
          onBack={view.profile && view.spaces.length > 0 ? back : undefined}
        />
      )}
      {view && !beginning && (
        <Home {...{ port, view, tab, refusedHere }} arrived={arrived} onAdd={() => setAdding(true)} />
      )}
    </>
  )
}

/** Opening the popup on a page is how a person says "here": the overlay comes at once. True when the browser would not let it. */
function useShownAtOnce(view: HomeView | undefined, tab: FrontTab): boolean {
  const tried = useRef(false)
  const [refused, setRefused] = useState(false)
  const wanted = Boolean(
    view?.profile && view.spaces.length > 0 && view.page?.supported && !view.page.shown && !view.page.siteOff,
  )
  useEffect(() => {
    if (!wanted || tried.current || inviteIn(tab.address) !== undefined) return
    tried.current = true
    void showOverlay(tab).then((shown) => setRefused(!shown))
  }, [wanted, tab])
  return refused
}

function Waiting() {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Waking Huddlemark</span>
      <span class="bar" />
      <span class="bar" />
      <span class="bar short" />
    </div>
  )
}
