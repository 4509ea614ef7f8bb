import { useEffect, useRef, useState } from 'preact/hooks'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { usePortState, useRefusal, useView } from '../../shared/ui/hooks.ts'
import { Sign } from '../../shared/ui/icon.tsx'
import { Notice, Unreachable } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { inviteIn } from './addresses.ts'
import { Begin } from './begin.tsx'
import { type FrontTab, openPage, openSettings, showOverlay } from './browser-side.ts'
import type { Tried } from './here.tsx'
import { type Arrival, Home } from './home.tsx'

/** Where the popup stands: at home in a space, or beginning (the first time, or to add a space). */
export function Popup({ port, tab }: { port: HomePort; tab: FrontTab }) {
  const view = useView<HomeView>(port)
  const state = usePortState(port)
  const refused = useRefusal(port)
  return (
    <>
      <header class="top">
        <Sign size={26} />
        <h1>Huddlemark</h1>
        <Button small icon="gear" label="Settings" onPress={() => void openSettings()} />
      </header>
      {state === 'unreachable' && <Unreachable onRetry={() => port.start()} />}
      {state === 'open' && refused !== undefined && <Notice tone="bad">{refused}</Notice>}
      {view ? <Body {...{ port, view, tab }} /> : refused === undefined && <Waiting />}
    </>
  )
}

/** Mounted with the first view, which decides where to start; after that only what the person does leads elsewhere. */
function Body({ port, view, tab }: { port: HomePort; view: HomeView; tab: FrontTab }) {
  const [invite, setInvite] = useState(() => inviteIn(tab.address))
  const [beginning, setBeginning] = useState(!view.profile || view.spaces.length === 0 || invite !== undefined)
  const [arrived, setArrived] = useState<Arrival>()
  const tried = useShownAtOnce(view, tab, beginning)
  const goHome = () => {
    setInvite(undefined)
    setBeginning(false)
  }
  // Linked: whoever came has spaces already.
  const linking = useRef(false)
  useEffect(() => {
    if (view.linking?.side === 'take') linking.current = true
    else if (linking.current && view.profile) {
      linking.current = false
      goHome()
    }
  })
  const joined = (page: string | undefined) => {
    goHome()
    if (page !== undefined) setArrived({ page, opened: invite !== undefined })
    // Who came by an invite's link wants to be where it leads; who pasted one may be reading something else.
    if (page !== undefined && invite !== undefined) void openPage(page, tab)
  }
  if (!beginning) {
    return <Home {...{ port, view, tab, tried, arrived }} onAdd={() => setBeginning(true)} />
  }
  const known = view.profile !== undefined && view.spaces.length > 0
  const back = known ? goHome : invite === undefined ? undefined : () => setInvite(undefined)
  return <Begin key={invite} {...{ port, view, invite }} onJoined={joined} onDone={goHome} onBack={back} />
}

/** Opening the popup on a page is how a person says "here": the overlay comes at once. */
function useShownAtOnce(view: HomeView, tab: FrontTab, beginning: boolean): Tried | undefined {
  const tried = useRef(false)
  const [outcome, setOutcome] = useState<Tried>()
  const { page } = view
  const wanted = !beginning && Boolean(view.profile && page?.supported && !page.shown && !page.siteOff)
  useEffect(() => {
    if (!wanted || tried.current || inviteIn(tab.address) !== undefined || tab.address === PRACTICE_ADDRESS) return
    tried.current = true
    void showOverlay(tab).then(setOutcome)
  }, [wanted, tab])
  return outcome
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
