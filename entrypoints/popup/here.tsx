import { useEffect, useState } from 'preact/hooks'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { hostOf } from './addresses.ts'
import { askReach, endReach, type FrontTab, type Reach, reachOf, showOverlay } from './browser-side.ts'

interface HereProps {
  readonly port: HomePort
  readonly view: HomeView
  readonly tab: FrontTab
  readonly refusedHere: boolean
}

/** The page in front: whether Huddlemark is on it, and whether it may come by itself. */
export function Here({ port, view, tab, refusedHere }: HereProps) {
  const page = view.page
  const [refused, setRefused] = useState(false)
  if (!page) return null
  if (!page.supported) {
    return (
      <section class="here" aria-label="This page">
        <Notice>Huddlemark works on web pages (http and https). Open one, then click the Huddlemark button.</Notice>
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
    setRefused(!(await showOverlay(tab)))
  }
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
      {(refused || (refusedHere && !page.shown)) && (
        <Notice tone="bad">Your browser lets no extension into this page.</Notice>
      )}
      {!page.siteOff && <ByItself tab={tab} />}
    </section>
  )
}

function ByItself({ tab }: { tab: FrontTab }) {
  const [reach, setReach] = useState<Reach>()
  const refresh = () => void reachOf(tab).then(setReach)
  useEffect(refresh, [tab])
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
      <p class="small soft">Lets Huddlemark appear here by itself. Page text leaves only when you mark it.</p>
      <div class="row">
        <Button look="edged" small onPress={() => void askReach(tab, 'site').then(refresh)}>
          This site
        </Button>
        <Button look="edged" small onPress={() => void askReach(tab, 'all').then(refresh)}>
          All sites
        </Button>
      </div>
    </div>
  )
}
