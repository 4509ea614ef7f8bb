import type { HuddleWindowView } from '../contract/huddle.ts'
import { type Asked, parseAsked } from '../contract/parse.ts'
import { isPracticePage, PRACTICE_ORIGIN } from '../contract/practice.ts'
import type { CardView, HomeView, OverlayView, PanelView, PortName, Reply } from '../contract/views.ts'
import { createCarriages } from './carriages.ts'
import { CardSession } from './contexts/card.ts'
import { type Desk, openDesk, type Session } from './contexts/desk.ts'
import { HomeSession } from './contexts/home.ts'
import { HuddleSession } from './contexts/huddle.ts'
import { KnockNotice } from './contexts/knock-notice.ts'
import { OverlaySession } from './contexts/overlay.ts'
import { PanelSession } from './contexts/panel.ts'
import { Settings } from './contexts/settings.ts'
import { Whereabouts } from './contexts/whereabouts.ts'
import { isSurprise, wordsFor } from './contexts/words.ts'
import { prepareStore } from './devices/prepare.ts'
import { InStep } from './own/in-step.ts'
import { gatedPeers } from './peers/gated-door.ts'
import type { EnginePorts } from './ports.ts'
import { createSpaces, type RunningSpaces } from './spaces/spaces.ts'

/** Where a port comes from, by the browser's word, never by the sender's own. */
export interface Sender {
  /** Origin of the document that opened the port. */
  readonly origin?: string
  readonly tab?: number
  /** The document's number within the tab: 0, or absent, for the tab's own page, others for frames inside it. */
  readonly frame?: number
  readonly url?: string
  /** One of our own pages: only these may speak on the card, panel, home and huddle ports. */
  readonly extension: boolean
}

export type ToContext = OverlayView | CardView | PanelView | HomeView | HuddleWindowView | Reply

/** One context's line into the engine. `receive` never throws: what it cannot take is answered in words. */
export interface Connection {
  receive(raw: unknown): void
  closed(): void
}

export interface Engine {
  connect(port: PortName, sender: Sender, send: (message: ToContext) => void): Connection
  /** The network is back, or the computer woke: try now instead of after the waiting time. */
  wake(): void
  /** Intents refused by the parser, and failures that nobody foresaw, since the start. */
  readonly counts: { readonly refused: number; readonly surprises: number }
  close(): Promise<void>
}

/** Starts the engine over its ports: opens the spaces, their documents and carriages, and waits for contexts. */
export async function createEngine(ports: EnginePorts): Promise<Engine> {
  await prepareStore(ports)
  const settings = await Settings.open(ports.store)
  const links = { allowed: () => !settings.relayOnly, changed: settings.changed }
  const peers = gatedPeers(ports.peers, links)
  return runEngine(ports, await createSpaces(ports, createCarriages({ ...ports, peers })), settings)
}

/** The engine above its spaces: contexts only. For `createEngine`, and for tests of contexts over stand-ins. */
export async function runEngine(ports: EnginePorts, spaces: RunningSpaces, settings?: Settings): Promise<Engine> {
  const desk = await openDesk(ports, spaces, settings ?? (await Settings.open(ports.store)))
  const ended = new AbortController()
  new Whereabouts(desk, ended.signal)
  await KnockNotice.open(desk, ended.signal)
  new InStep(ports, spaces, ended.signal)
  desk.reveals.follow(desk, ended.signal)
  desk.seen.follow(desk, ended.signal)
  const lines = new Set<Line<PortName>>()
  const counts = { refused: 0, surprises: 0 }
  const wake = () => {
    spaces.wake()
    for (const { carriage } of spaces.list()) carriage.wake()
  }
  return {
    counts,
    connect(port, sender, send) {
      if (sender.extension && LOOKED_AT.includes(port) && isAway(spaces)) wake()
      const line = new Line(port, (say) => sessionFor(desk, port, sender, say), send, counts)
      lines.add(line)
      return {
        receive: (raw) => line.receive(raw),
        closed: () => {
          lines.delete(line)
          line.close()
        },
      }
    },
    wake,
    async close() {
      for (const line of lines) line.close()
      ended.abort()
      desk.huddles.close()
      desk.linking.close()
      await spaces.close()
    },
  }
}

/** Pages of ours that a person opens to see how things stand: who does wants to know it now (N1). */
const LOOKED_AT: readonly PortName[] = ['home', 'panel']

const isAway = (spaces: RunningSpaces): boolean =>
  spaces.list().some(({ carriage }) => carriage.link.state === 'offline') || spaces.pending().length > 0

type SessionOf<Name extends PortName> = Session<Asked<Name>['intent']>

/** A web origin may be an overlay and nothing else; our own pages may be everything but that, the practice page excepted. Undefined: refused. */
function sessionFor(
  desk: Desk,
  port: PortName,
  { extension, origin, tab, frame = 0, url }: Sender,
  send: (view: ToContext) => void,
): SessionOf<never> | undefined {
  if (port === 'overlay') {
    const site = extension ? (isPracticePage(url ?? '') ? PRACTICE_ORIGIN : undefined) : origin
    if (site === undefined || tab === undefined || !/^https?:\/\//.test(site)) return undefined
    return new OverlaySession(desk, { origin: site, tab, frame }, send)
  }
  if (!extension) return undefined
  if (port === 'card') return new CardSession(desk, send)
  if (port === 'huddle') return isHuddlePage(url) ? new HuddleSession(desk, send) : undefined
  return port === 'panel' ? new PanelSession(desk, tab, send) : new HomeSession(desk, send)
}

/** Where the browser tells: calls belong to the one page that is made for them. */
const isHuddlePage = (url: string | undefined): boolean =>
  url === undefined || /^[a-z-]+:\/\/[^/]+\/huddle\.html(?:[?#]|$)/.test(url)

/** Parses what one context says, hands it to its session, and answers each intent once. */
class Line<Name extends PortName> {
  readonly #port: Name
  readonly #session: SessionOf<Name> | undefined
  readonly #send: (message: ToContext) => void
  readonly #counts: { refused: number; surprises: number }
  #open = true

  constructor(
    port: Name,
    begin: (send: (view: ToContext) => void) => SessionOf<Name> | undefined,
    send: (message: ToContext) => void,
    counts: { refused: number; surprises: number },
  ) {
    this.#port = port
    this.#send = (message) => {
      if (this.#open) send(message)
    }
    this.#counts = counts
    this.#session = begin(this.#send)
  }

  receive(raw: unknown): void {
    if (!this.#open) return
    const asked = this.#parse(raw)
    if (asked) void this.#answer(asked)
  }

  #parse(raw: unknown): Asked<Name> | undefined {
    let words = 'Huddlemark did not understand this. Reload the page, and update the extension if it happens again.'
    try {
      const asked = parseAsked(this.#port, raw)
      if (asked.ok && this.#session) return asked.value
      if (asked.ok) words = 'This page may not ask that of Huddlemark.'
    } catch {
      // What cannot be written as JSON (a cycle, a big integer) is no intent.
    }
    this.#counts.refused++
    const number = numberOf(raw)
    if (number !== undefined) this.#send({ reply: number, ok: false, words })
    return undefined
  }

  async #answer({ n, intent }: Asked<Name>): Promise<void> {
    try {
      const value = await this.#session?.handle(intent)
      this.#send(value === undefined ? { reply: n, ok: true } : { reply: n, ok: true, value })
    } catch (error) {
      if (isSurprise(error)) this.#counts.surprises++
      this.#send({ reply: n, ok: false, words: wordsFor(error) })
    }
  }

  close(): void {
    this.#open = false
    this.#session?.close()
  }
}

function numberOf(raw: unknown): number | undefined {
  const n = typeof raw === 'object' && raw !== null && 'n' in raw ? raw.n : undefined
  return Number.isSafeInteger(n) ? (n as number) : undefined
}
