import { useEffect, useState } from 'preact/hooks'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { hostOf } from './addresses.ts'
import { askReach, BROWSER, endReach, type FrontTab, type Reach, reachOf, showOverlay } from './browser-side.ts'
import { keptOutWords, limitWords } from './kept-out.ts'

interface HereProps {
  readonly port: HomePort
  readonly view: HomeView
  readonly tab: FrontTab
  readonly tried: Tried | undefined
}

/** `refused`: the browser lets no extension into the tab in front; `policy`: an administrator does not. `sent`: the overlay is on its way. */
export type Tried = 'refused' | 'policy' | 'sent'

/** An overlay that was let in says so long before this. */
const LATE_MS = 3_000

/** The page in front: whether Huddlemark is on it, and whether it may come by itself. */
export function Here({ port, view, tab, tried }: HereProps) {
  const page = view.page
  const [again, setAgain] = useState<Tried>()
  if (!page) return null
  if (!page.supported) {
    return (
      <section class="here" aria-label="This page">
        <Notice>
          {tab.tooLong ? 'This page’s address is too long to be annotated.' : keptOutWords(page.address, BROWSER)}
        </Notice>
      </section>
    )
  }
  if (page.address === PRACTICE_ADDRESS) {
    return (
      <section class="here" aria-label="This page">
        <Notice tone="good">Huddlemark is on this practice page by itself. Select words to begin.</Notice>
      </section>
    )
  }
  const show = async () => {
    if (page.siteOff) await port.ask({ do: 'site-on', origin: new URL(page.address).origin })
    setAgain(await showOverlay(tab))
  }
  const limits = limitWords(page.address)
  return (
    <section class="here" aria-label="This page">
      <div class="row">
        <p class="where">
          <span class="caption">{page.shown ? 'Shown on this page' : 'This page'}</span>
          <span class="host">{hostOf(page.address)}</span>
        </p>
        <Button look={page.shown ? 'quiet' : 'edged'} icon={page.shown ? 'check' : 'say'} onPress={() => void show()}>
          Show on this page
        </Button>
      </div>
      {page.siteOff && <p class="small soft">You switched Huddlemark off on this site.</p>}
      {!page.shown && <KeptOut tried={again ?? tried} address={page.address} />}
      {page.shown && limits !== undefined && <p class="small soft">{limits}</p>}
      {!page.siteOff && view.managed?.sites && (
        <p class="small soft">Where Huddlemark appears by itself is set by your administrator.</p>
      )}
      {!page.siteOff && !view.managed?.sites && <ByItself tab={tab} />}
    </section>
  )
}

/** Why nothing is to be seen on the page, when that is not for a moment only. */
function KeptOut({ tried, address }: { tried: Tried | undefined; address: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (tried !== 'sent') return
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => clearTimeout(timer)
  }, [tried])
  if (tried === 'policy') return <Notice tone="bad">Your administrator does not let Huddlemark into this page.</Notice>
  if (tried === 'refused') return <Notice tone="bad">{keptOutWords(address, BROWSER)}</Notice>
  return late ? <Notice tone="bad">This page does not let Huddlemark in.</Notice> : null
}

function ByItself({ tab }: { tab: FrontTab }) {
  const [reach, setReach] = useState<Reach>()
  const [blocked, setBlocked] = useState(false)
  const refresh = () => void reachOf(tab).then(setReach)
  useEffect(refresh, [tab])
  const askFor = async (wanted: 'site' | 'all') => {
    setBlocked((await askReach(tab, wanted)) === 'policy')
    refresh()
  }
  if (reach === undefined) return null
  if (reach !== 'none') {
    return (
      <p class="by-itself small">
        <span>Appears by itself on {reach === 'all' ? 'all sites' : hostOf(tab.address)}.</span>
        <Button small onPress={() => void endReach(tab, reach).then(refresh)}>
          Stop
        </Button>
      </p>
    )
  }
  return (
    <div class="by-itself">
      <p class="small soft">
        Lets Huddlemark appear here by itself; in frames of other sites only where those are allowed too. Page text
        leaves only when you mark it.
      </p>
      <div class="row">
        <Button look="edged" small onPress={() => void askFor('site')}>
          This site
        </Button>
        <Button look="edged" small onPress={() => void askFor('all')}>
          All sites
        </Button>
      </div>
      {blocked && <Notice tone="bad">Your administrator does not allow this.</Notice>}
    </div>
  )
}
