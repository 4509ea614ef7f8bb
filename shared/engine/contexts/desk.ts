import type { OverlayView } from '../../contract/views.ts'
import { Signal } from '../../kit/signal.ts'
import { Linking } from '../devices/linking.ts'
import { Huddles } from '../huddle/huddles.ts'
import { Ringing } from '../huddle/ring.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { Drafts } from './drafts.ts'
import { cardOf } from './people.ts'
import { Reveals } from './reveals.ts'
import { SeenPages } from './seen-pages.ts'
import type { Settings } from './settings.ts'
import { Histories } from './steps/steps.ts'
import { Tickets } from './tickets.ts'
import type { Visit } from './visit.ts'

export type AsleepReason = (OverlayView & { see: 'asleep' })['why']

/** A tab with an overlay in it, as panel, popup and presence see it. */
export interface Tab {
  readonly visit: Visit | undefined
  readonly asleep: AsleepReason | undefined
  /** The overlay is drawn, in a tab that is in front. */
  readonly seen: boolean
  readonly hidden: boolean
}

/** Frames of one tab's page that show their own annotations at once; documents of ads and embeds must not be opened without end. */
export const FRAMES_PER_TAB = 16

/** What all contexts of one engine work with. */
export interface Desk {
  readonly ports: Pick<
    EnginePorts,
    'clock' | 'random' | 'relay' | 'defaultRelay' | 'store' | 'surroundings' | 'managed'
  >
  readonly spaces: Spaces
  readonly settings: Settings
  readonly drafts: Drafts
  readonly tickets: Tickets
  readonly huddles: Huddles
  readonly reveals: Reveals
  readonly linking: Linking
  readonly histories: Histories
  readonly seen: SeenPages
  readonly tabs: Map<number, Tab>
  /** Overlays in frames inside tabs' pages, by tab and the frame's number there, in the order in which they came. */
  readonly frames: Map<number, Map<number, Tab>>
  /** A tab's overlay, or one of its frames', came, went, or changed what it shows. */
  readonly tabsChanged: Signal<void>
}

/** One context's end inside the engine. `handle` answers an intent with a value for its reply, or throws a failure (words.ts). */
export interface Session<Intent> {
  handle(intent: Intent): Promise<unknown>
  close(): void
}

/** Of a space that just closed. */
const NOBODY = { name: 'Someone', colour: 'slate' } as const

export async function openDesk(ports: EnginePorts, spaces: Spaces, settings: Settings): Promise<Desk> {
  const ringing = await Ringing.open(ports, spaces, {
    sound: () => settings.ringSound,
    cardOf: (id, member) => {
      const space = spaces.get(id)
      return space ? cardOf(space, member) : NOBODY
    },
  })
  return {
    ports,
    spaces,
    settings,
    huddles: new Huddles(ports, spaces, ringing),
    reveals: new Reveals(ports.clock),
    linking: new Linking(ports, spaces),
    histories: new Histories(ports.clock),
    seen: new SeenPages(ports),
    drafts: new Drafts(ports.store),
    tickets: new Tickets(ports.random),
    tabs: new Map(),
    frames: new Map(),
    tabsChanged: new Signal(),
  }
}

/** The space that pages are shown in: the one that was chosen, while it is there; otherwise the first. */
export function activeSpace({ spaces, settings }: Desk): OpenSpace | undefined {
  const chosen = settings.active === undefined ? undefined : spaces.get(settings.active)
  return chosen ?? spaces.list()[0]
}

/** Calls `look` after any change of any huddle, or any space: its list, members, pages, people, connection. */
export function followSpaces({ spaces, huddles }: Desk, look: () => void, until: AbortSignal): void {
  huddles.changed.listen(look, until)
  let round = new AbortController()
  const listen = () => {
    round.abort()
    round = new AbortController()
    const current = AbortSignal.any([until, round.signal])
    for (const { document, carriage } of spaces.list()) {
      document.changed.listen(look, current)
      carriage.linkChanged.listen(look, current)
      carriage.presentChanged.listen(look, current)
    }
  }
  listen()
  spaces.changed.listen(() => {
    listen()
    look()
  }, until)
}
