import { render } from 'preact'
import { describe } from '../../../../shared/anchoring/describe.ts'
import type { Version } from '../../../../shared/anchoring/model.ts'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import { kindInWords } from '../../../../shared/ui/kind-words.ts'
import type { Desk } from '../../desk.ts'
import { prefersStillness } from '../../marks/blink.ts'
import { element } from '../../shell/element.ts'
import { Icon } from '../../shell/icons.tsx'
import { WordButton } from '../../shell/word-button.tsx'
import { Words } from '../../shell/words.tsx'
import { named } from '../announce/about-words.ts'
import { columnAt } from '../markers/column.ts'
import { REACH_KEYS } from '../reach/keys.ts'
import { placed, versionOf } from './version-now.ts'

/** Longest quote in the prompt. */
const GLIMPSE = 120
/** Until the new place has been found, so that it can be shown. */
const FOUND_WITHIN_MS = 4_000

/** Lets a person choose an element; undefined when they gave up, or the signal aborted. */
export type PickElement = (until: AbortSignal) => Promise<readonly Selector[] | undefined>

/** Leads a person who places an annotation again: what was lost, or stands on words that have changed. */
export interface Placing {
  /** Words are being looked for: what is selected now is where it belongs. */
  readonly on: boolean
  place(selectors: readonly Selector[], version: Promise<Version | undefined>): void
  /** Something else has begun. */
  end(): void
}

interface Under {
  readonly about: AnnotationView
  readonly ending: AbortController
}

/** @param begun what else should make room, such as an open card */
export function createPlacing(desk: Desk, pick: PickElement, begun: () => void): Placing {
  const { shell, view, link, events, until } = desk
  const place = element('div', 'placing-place')
  shell.screen.append(place)
  let under: Under | undefined
  const end = () => {
    under?.ending.abort()
    under = undefined
    render(null, place)
  }
  const begin = (about: AnnotationView) => {
    end()
    begun()
    const words = about.kind === 'highlight'
    const ending = new AbortController()
    under = { about, ending }
    const ask = words ? 'Select the words where it belongs' : 'Choose where it belongs'
    render(<Prompt ask={ask} about={about} cancel={end} />, place)
    desk.speak(`${ask}${words ? `, then ${REACH_KEYS.spoken}` : ''}. Escape cancels`)
    showNear(desk, about.id)
    if (words) return
    void pick(ending.signal).then((selectors) => {
      if (ending.signal.aborted) return
      end()
      if (selectors) void send(desk, about, selectors, versionOf(desk.index.model(), until))
    })
  }
  link.views.listen((seen) => {
    const about = seen.see === 'place-again' ? view.annotations.get(seen.annotation) : undefined
    if (seen.see !== 'place-again' || !about) return
    if (!seen.keep || !keep(desk, about)) begin(about)
  }, until)
  events.on('keydown', (event) => {
    if (event.key === 'Escape') end()
  })
  view.changed.listen(() => {
    if (under && !view.annotations.has(under.about.id)) end()
  }, until)
  until.addEventListener('abort', end)
  return {
    get on() {
      return under?.about.kind === 'highlight'
    },
    end,
    place(selectors, version) {
      if (!under) return
      const { about } = under
      end()
      void send(desk, about, selectors, version)
    },
  }
}

function Prompt({ ask, about, cancel }: { ask: string; about: AnnotationView; cancel: () => void }) {
  const quote = named(about.selectors).quote.slice(0, GLIMPSE)
  return (
    <section class="placing surface" aria-label="Place it again">
      <Icon name="marker" />
      <span class="asked">
        <Words say={ask} as="ask" />
        <Words say={quote === '' ? `The ${kindInWords(about.kind)} by ${about.author}` : `“${quote}”`} as="of" />
      </span>
      <WordButton as="cancel" say="Cancel" act={cancel} />
    </section>
  )
}

/** Leads to where it stands, or stood among the others. */
function showNear({ places, index }: Desk, id: AnnotationId): void {
  const shown = places.scrollTo(id)
  if (shown) places.flash(id)
  const at = places.outcomes().find(({ annotation }) => annotation === id)?.at ?? 0
  const behavior = prefersStillness() ? 'instant' : 'smooth'
  if (!shown && at > 0) columnAt(index, at)?.scrollIntoView({ block: 'center', behavior })
}

/** Places it on what stands at its place now. False when that cannot be said. */
function keep(desk: Desk, about: AnnotationView): boolean {
  const found = desk.places.outcomes().find(({ annotation }) => annotation === about.id)
  if (about.kind !== 'highlight' || found?.state !== 'changed' || found.now === undefined) return false
  const model = desk.index.model()
  const described = describe(model, found.at, found.at + found.now.length)
  if (described.ok) void send(desk, about, described.value, versionOf(model, desk.until))
  return described.ok
}

async function send(
  desk: Desk,
  about: AnnotationView,
  selectors: readonly Selector[],
  version: Promise<Version | undefined>,
): Promise<void> {
  const { link, view, toast } = desk
  const { id: annotation } = about
  const then = about.version === undefined ? undefined : view.versions.get(about.version)
  const before = then && { length: then.length, landmarks: then.landmarks }
  const tell = async (where: ReturnType<typeof placed>): Promise<boolean> => {
    const reply = await link.ask({ do: 'place-again', annotation, ...where })
    if (!reply.ok) toast({ words: reply.words })
    return reply.ok
  }
  if (!(await tell(placed(selectors, await version)))) return
  flashOnceFound(desk, annotation)
  const undo = { label: 'Undo', run: () => void tell(placed(about.selectors, before)) }
  toast({ words: 'Placed again', ...(about.selectors.length > 0 ? { act: undo } : {}) })
}

function flashOnceFound({ places, until }: Desk, id: AnnotationId): void {
  const waiting = AbortSignal.any([until, AbortSignal.timeout(FOUND_WITHIN_MS)])
  const look = () => {
    if (places.outcomes().find(({ annotation }) => annotation === id)?.state !== 'exact') return
    stop()
    if (places.rect(id)) places.flash(id)
  }
  const stop = places.changed.listen(look, waiting)
  look()
}
