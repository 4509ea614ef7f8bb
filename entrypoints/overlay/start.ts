import type { OverlayIntent } from '../../shared/contract/intents.ts'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import { JustEntered } from '../../shared/ui/just-entered.ts'
import { followAddress, followTitle, shown } from './address.ts'
import type { Desk, MarkId } from './desk.ts'
import { announce } from './features/announce/announcer.ts'
import { createSpeaker } from './features/announce/speaker.ts'
import { createToasts } from './features/announce/toasts.tsx'
import { Card } from './features/card/card.ts'
import { showCursors } from './features/cursors/cursors.ts'
import { sendOwnCursor } from './features/cursors/own-cursor.ts'
import { showDock } from './features/dock/dock.tsx'
import { createPanelOpener } from './features/dock/drawer.tsx'
import { createHuddleAsk } from './features/huddle/ask.ts'
import { announceHuddles } from './features/huddle/news.ts'
import { showRing } from './features/huddle/ring.tsx'
import { showMarkers } from './features/markers/markers.tsx'
import { Painting } from './features/markers/painting.ts'
import { pointAtMarks } from './features/markers/pointing.ts'
import { reachByKey } from './features/reach/reach.ts'
import { SelectionBar } from './features/selection/selection-bar.ts'
import { EngineLink } from './link/engine-link.ts'
import { PageView } from './link/page-view.ts'
import { createMarks } from './marks/marks.ts'
import { askBackground, connectEngine, extensionAlive } from './platform.ts'
import { PageEvents } from './shell/page-events.ts'
import { Shell } from './shell/shell.ts'
import { css } from './shell/style.ts'
import { createTextIndex } from './text/text-index.ts'

/** What a second injection into the same document finds. */
interface Running {
  alive(): boolean
  show(): void
  end(): void
}

/**
 * On the global object of the extension's own world, which no page can reach; a symbol and an own property, since a page's elements can
 * show up there as named properties.
 */
const RUNNING = Symbol.for('huddlemark.overlay')

/** Starts the overlay in this document, or shows again the one that is there. One left over from before an update gives way. */
export function start(): void {
  const world = globalThis as unknown as Record<symbol, Running | undefined>
  const running = Object.hasOwn(globalThis, RUNNING) ? world[RUNNING] : undefined
  if (running?.alive()) running.show()
  else {
    running?.end()
    world[RUNNING] = run()
  }
}

function run(): Running {
  const ending = new AbortController()
  const until = ending.signal
  const view = new PageView()
  let hidden = false
  const visible = () => !hidden && document.visibilityState === 'visible'
  const pageAt = (): OverlayIntent => ({ do: 'page-at', address: address(), title: document.title.slice(0, 300) })
  const link = new EngineLink(ground, () => [pageAt(), { do: 'visible', on: visible() }])
  const events = new PageEvents(until)
  const shell = new Shell(css, events, until)
  const index = createTextIndex(document, () => shell.host, until)
  const marks = createMarks<MarkId>(index, until)
  const [toast, speak] = [createToasts(shell, until), createSpeaker(shell)]
  const desk: Desk = { shell, events, link, view, index, marks, until, toast, speak }

  link.views.listen((seen) => {
    // Hidden is as good as not there: no mark stays painted. Shown again, the engine tells everything anew.
    if (hidden) return
    view.fold(seen)
    shell.show(view.awake)
  }, until)
  link.statusChanged.listen((status) => {
    if (status === 'gone') ending.abort()
  }, until)
  const show = (on: boolean) => {
    hidden = !on
    if (hidden) view.fold({ see: 'asleep', why: 'site-off' })
    shell.show(view.awake)
    link.tell(on ? pageAt() : { do: 'hide' })
    link.tell({ do: 'visible', on: visible() })
  }
  furnish(desk, () => show(false))

  followAddress(() => {
    view.clear()
    link.tell(pageAt())
  }, until)
  followTitle(() => link.tell(pageAt()), until)
  events.on('visibilitychange', () => link.tell({ do: 'visible', on: visible() }))
  // A page from the back-forward cache holds a port that is dead and does not say so.
  events.on('pageshow', (event) => {
    if (event.persisted) void link.connect()
  })
  void shown(until).then(() => link.connect())
  return {
    alive: () => !until.aborted && extensionAlive(),
    show: () => show(true),
    end: () => ending.abort(),
  }
}

/** Where we are. The welcome page, which brings its own overlay, goes by the address of the practice article. */
const address = (): string => (location.protocol.endsWith('-extension:') ? PRACTICE_ADDRESS : location.href)

const ground = {
  wake: async () => (await askBackground({ ask: 'engine' })) === true,
  connect: connectEngine,
  alive: extensionAlive,
  later: (task: () => void, ms: number) => {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

/** Puts the features on the desk and joins them: what one of them begins, another goes on with. */
function furnish(desk: Desk, hide: () => void): void {
  const { link, marks, view, until, toast } = desk
  const painting = new Painting(desk)
  const card = new Card(desk, painting)
  const bar = new SelectionBar(desk, {
    compose: (selectors, colour) => void card.compose(selectors, colour),
    openThread: (annotation) => void card.openThread(annotation),
  })
  showCursors(desk)
  sendOwnCursor(desk)
  const markers = showMarkers(desk, (annotation) => void card.openThread(annotation))
  pointAtMarks(desk, (about) => {
    if (about.mine && about.comments === 0) bar.showFor(about.id)
    else void card.openThread(about.id)
  })
  const openPanel = createPanelOpener(desk)
  const just = new JustEntered()
  const huddle = createHuddleAsk(desk, just)
  const dock = showDock(desk, { commentOnPage: () => void card.composePage(), openPanel, hide, huddle, just })
  const ring = showRing(desk, huddle, dock.focus)
  reachByKey(desk, { ring: ring.focus, bar: () => bar.focus(), dock: dock.focus, markers: markers.focus })
  announce(desk, () => card.about)
  announceHuddles(desk)
  link.views.listen((seen) => {
    if (seen.see === 'notice') toast({ words: seen.words })
    if (seen.see !== 'reveal') return
    if (marks.scrollTo(seen.annotation)) marks.flash(seen.annotation)
    else if (view.annotations.get(seen.annotation)?.kind === 'highlight')
      toast({ words: 'These words are not on the page now' })
  }, until)
  followAddress(() => {
    card.close()
    bar.hide()
  }, until)
}
