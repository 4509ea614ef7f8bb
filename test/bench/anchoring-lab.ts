/** The overlay's text index and anchoring, put into a page that is measured: what test/bench/anchoring.ts and anchoring-speed.ts drive. */
import { createMarks, type Marks } from '../../entrypoints/overlay/marks/marks.ts'
import { inSlices } from '../../entrypoints/overlay/text/slices.ts'
import { createTextIndex, type TextIndex } from '../../entrypoints/overlay/text/text-index.ts'
import { anchorSliced } from '../../shared/anchoring/anchor.ts'
import { canonical } from '../../shared/anchoring/characters.ts'
import { describe, trimmed } from '../../shared/anchoring/describe.ts'
import type { Anchored, Place, Target, Version } from '../../shared/anchoring/model.ts'
import { describeVersion } from '../../shared/anchoring/version.ts'
import type { Selector } from '../../shared/domain/selector.ts'

/** A stretch of the body's textContent, in its characters. */
export type Span = readonly [start: number, end: number]

export interface Sample {
  readonly id: string
  readonly span: Span
  readonly exact: string
}

export interface DescribedSample {
  readonly id: string
  readonly selectors: readonly Selector[]
}

export interface DescribedPage {
  readonly chars: number
  readonly indexMs: number
  readonly version: Version
  readonly described: readonly DescribedSample[]
  /** Not where the case says they are, or without words. */
  readonly unusable: number
}

export interface Answer {
  readonly state: Anchored['state']
  /** Share of what is covered by either that is covered by both; 0 when lost. */
  readonly overlap: number
  readonly found: string
}

/** The body's textContent and the way from its characters to the index's offsets. */
function contentOf(page: Document, index: TextIndex) {
  const nodes: Text[] = []
  const starts: number[] = []
  let length = 0
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_CDATA_SECTION)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push(node as Text)
    starts.push(length)
    length += (node as Text).data.length
  }
  const offset = (at: number): number => {
    let i = starts.findLastIndex((start) => start <= at)
    // Empty nodes begin where the next one does.
    while (i > 0 && (nodes[i] as Text).data.length === 0) i--
    const node = nodes[i]
    return node ? index.offsetAt(node, at - (starts[i] as number)) : 0
  }
  const text = page.body.textContent
  return {
    text,
    /** Where the characters of a stretch are read; what is not read at its ends is left out. */
    place([start, end]: Span): Place {
      const from = offset(start)
      // The end is where its last character ends: behind that, unread text would be skipped.
      const to = end > start ? offset(end - 1) + (/\s/.test(text.charAt(end - 1)) ? 0 : 1) : from
      return trimmed(index.model().text, { start: from, end: Math.max(from, to) })
    },
  }
}

function overlap(a: Place, b: Place): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
  return shared / Math.max(1, Math.max(a.end, b.end) - Math.min(a.start, b.start))
}

class AnchoringLab {
  readonly #end = new AbortController()
  readonly index: TextIndex
  #marks: Marks<string> | undefined
  indexMs = Number.NaN

  constructor() {
    const began = performance.now()
    this.index = createTextIndex(document, () => null, this.#end.signal)
    this.index.changed.listen(() => {
      if (Number.isNaN(this.indexMs)) this.indexMs = performance.now() - began
    })
  }

  async ready(): Promise<void> {
    while (!this.index.built) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  get marks(): Marks<string> {
    this.#marks ??= createMarks<string>(this.index, this.#end.signal)
    return this.#marks
  }

  async describeAll(samples: readonly Sample[]): Promise<DescribedPage> {
    await this.ready()
    const content = contentOf(document, this.index)
    const model = this.index.model()
    const described: DescribedSample[] = []
    for (const { id, span, exact } of samples) {
      if (content.text.slice(...span) !== exact) continue
      const place = content.place(span)
      const selectors = describe(model, place.start, place.end)
      if (selectors.ok) described.push({ id, selectors: selectors.value })
    }
    return {
      chars: model.text.length,
      indexMs: this.indexMs,
      version: describeVersion(model),
      described,
      unusable: samples.length - described.length,
    }
  }

  /**
   * Anchors all together, as on a page with so many annotations; `alone`, each as if it were the only one.
   * @param expected where each belongs; nothing for what should be lost
   */
  async anchorAll(
    targets: readonly Target[],
    expected: Readonly<Record<string, Span | null>>,
    alone = false,
  ): Promise<{ readonly ms: number; readonly answers: Readonly<Record<string, Answer>> }> {
    await this.ready()
    const model = this.index.model()
    const began = performance.now()
    const answers = new Map<string, Anchored>()
    for (const group of alone ? targets.map((target) => [target]) : [targets]) {
      const found = await inSlices(anchorSliced(model, group), this.#end.signal)
      for (const [id, answer] of found ?? []) answers.set(id, answer)
    }
    const ms = performance.now() - began
    const content = contentOf(document, this.index)
    const judged: Record<string, Answer> = {}
    for (const [id, answer] of answers) {
      const span = expected[id]
      judged[id] =
        answer.state === 'lost'
          ? { state: 'lost', overlap: 0, found: '' }
          : {
              state: answer.state,
              overlap: span ? overlap(answer, content.place(span)) : 0,
              found: model.text.slice(answer.start, answer.end),
            }
    }
    return { ms, answers: judged }
  }

  /** For each list of texts, whether each stands on the page, however it is spaced. */
  stand(lists: readonly (readonly string[])[]): boolean[][] {
    const text = canonical(this.index.model().text)
    return lists.map((list) => list.map((quote) => text.includes(canonical(quote))))
  }

  end(): void {
    this.#end.abort()
  }
}

export type { AnchoringLab }

declare global {
  var startAnchoring: () => AnchoringLab
  var anchoring: AnchoringLab
}
globalThis.startAnchoring = () => new AnchoringLab()
