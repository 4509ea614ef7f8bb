import type { OverlayIntent } from '../../shared/contract/intents.ts'
import { PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import { JustEntered } from '../../shared/ui/just-entered.ts'
import highlightRules from '../highlights.css?inline'
import { followAddress, followHead, shown, whereaboutsReader } from './address.ts'
import type { Desk, MarkId } from './desk.ts'
import { lateElements } from './elements/late.ts'
import { announce } from './features/announce/announcer.ts'
import { cameBackWords } from './features/announce/came-back.ts'
import { sayLimits } from './features/announce/limits.ts'
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
import { Places } from './features/markers/places.ts'
import { pointAtMarks } from './features/markers/pointing.ts'
import { type Tools, takeByKey } from './features/pins/tools.ts'
import { reachByKey } from './features/reach/reach.ts'
import { undoByKey } from './features/reach/undo.ts'
import { walkByKey } from './features/reach/walk.ts'
import { createPlacing } from './features/selection/placing.tsx'
import { SelectionBar } from './features/selection/selection-bar.ts'
import { framed } from './frame/framed.ts'
import { furnishFrame } from './frame/furnish.ts'
import { EngineLink } from './link/engine-link.ts'
import { PageView } from './link/page-view.ts'
import { createMarks } from './marks/marks.ts'
import { askBackground, connectEngine, extensionAlive } from './platform.ts'
import { PageEvents } from './shell/page-events.ts'
import { drawsHtml } from './shell/page-root.ts'
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
  if (!drawsHtml()) return
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
  const whereabouts = whereaboutsReader()
  const pageAt = (): OverlayIntent => ({ do: 'page-at', ...whereabouts(), ...practice() })
  const link = new EngineLink(ground, () => [pageAt(), { do: 'visible', on: visible() }])
  const events = new PageEvents(until)
  const shell = new Shell(css, events, until)
  const index = createTextIndex(document, () => shell.host, until)
  const marks = createMarks<MarkId>(index, until, highlightRules)
  const [toast, speak] = [createToasts(shell, until), createSpeaker(shell)]
  const places = new Places()
  places.add(marks, until)
  const desk: Desk = { shell, events, link, view, index, marks, places, until, toast, speak }

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
  followHead(whereabouts, () => link.tell(pageAt()), until)
  events.on('visibilitychange', () => link.tell({ do: 'visible', on: visible() }))
  // Firefox keeps the port of a page in the back-forward cache open: its tab would seem to show a page that nobody sees.
  events.on('pagehide', () => link.rest())
  // A page from the back-forward cache holds a port that is dead and does not say so.
  events.on('pageshow', (event) => {
    if (event.persisted) void link.connect()
  })
  void shown(until).then(() => link.connect())
  // Frames that were there before us were told that there is no overlay around them.
  if (!framed && length > 0) void askBackground({ ask: 'frames' })
  return {
    alive: () => !until.aborted && extensionAlive(),
    show: () => show(true),
    end: () => ending.abort(),
  }
}

/** The welcome page, which brings its own overlay, goes by the address of the practice article. */
const practice = () => (location.protocol.endsWith('-extension:') ? { address: PRACTICE_ADDRESS } : {})

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
  const { link, places, view, until, toast } = desk
  const painting = new Painting(desk)
  const card = new Card(desk, painting)
  const openThread = (annotation: AnnotationId) => void card.openThread(annotation)
  const room = () => {
    card.close()
    bar.hide()
    placing.end()
  }
  const { tools, pick, inkAt } = lateElements(desk, {
    compose: (...pinned) => card.composePin(...pinned),
    openThread,
    room,
  })
  const placing = createPlacing(desk, pick, () => {
    room()
    for (const tool of [tools.pin, tools.draw]) if (tool.on) tool.toggle()
  })
  const bar = new SelectionBar(desk, placing, {
    compose: (selectors, colour, version, onlyMe) => void card.compose(selectors, colour, version, onlyMe),
    openThread,
  })
  const markers = showMarkers(desk, openThread)
  takeByKey(desk, tools)
  undoByKey(desk)
  const walk = walkByKey(desk, markers.walkedTo, openThread)
  pointAtMarks(
    desk,
    (about) => {
      if (about.mine && about.comments === 0 && about.kind === 'highlight') bar.showFor(about.id)
      else openThread(about.id)
    },
    inkAt,
  )
  const parts = {
    bar: () => bar.focus(),
    walked: () => {
      if (walk.at === undefined) return false
      // One that is lost has no marker: its thread is where it can be placed again.
      if (!markers.focus(walk.at)) openThread(walk.at)
      return true
    },
    markers: () => markers.focus(),
  }
  if (framed) furnishFrame(desk, parts)
  else furnishPage(desk, card, tools, parts, hide)
  link.views.listen((seen) => {
    if (seen.see === 'notice') toast({ words: seen.words })
    if (seen.see === 'came-back' && !framed) toast({ words: cameBackWords(seen) })
    if (seen.see !== 'reveal') return
    walk.begin(seen.annotation)
    if (places.scrollTo(seen.annotation)) places.flash(seen.annotation)
    else {
      const kind = view.annotations.get(seen.annotation)?.kind
      if (kind !== undefined && kind !== 'page')
        toast({ words: `${kind === 'highlight' ? 'These words are' : 'What it stood on is'} not on the page now` })
    }
  }, until)
  followAddress(() => {
    card.close()
    bar.hide()
    walk.begin(undefined)
  }, until)
}

/** What only a tab's own page has: people and their cursors, calls, and the dock. */
function furnishPage(
  desk: Desk,
  card: Card,
  tools: Tools,
  parts: Pick<Parameters<typeof reachByKey>[1], 'bar' | 'walked' | 'markers'>,
  hide: () => void,
): void {
  showCursors(desk)
  sendOwnCursor(desk)
  const openPanel = createPanelOpener(desk)
  const connection = () => void askBackground({ ask: 'connection' })
  const answerKnocks = () => {
    const { space } = desk.view
    if (space) void askBackground({ ask: 'answer-knocks', space: space.id })
  }
  const just = new JustEntered()
  const huddle = createHuddleAsk(desk, just)
  const dock = showDock(desk, {
    commentOnPage: () => void card.composePage(),
    tools,
    openPanel,
    connection,
    answerKnocks,
    hide,
    huddle,
    just,
  })
  const ring = showRing(desk, huddle, dock.focus)
  reachByKey(desk, { ...parts, ring: ring.focus, dock: dock.focus })
  announce(desk, () => card.about)
  announceHuddles(desk)
  sayLimits(desk)
}
