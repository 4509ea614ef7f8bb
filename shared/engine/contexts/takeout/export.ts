import type { ExportBegun, ExportPart, TakeoutFormat } from '../../../contract/takeout.ts'
import type { PortableAnnotation } from '../../../domain/portable.ts'
import { toWebAnnotation } from '../../../domain/web-annotation.ts'
import { fileName } from '../../../takeout/file-name.ts'
import { markdownHead, markdownOf, markdownPage } from '../../../takeout/markdown.ts'
import { SNAPSHOT_FOOT, SNAPSHOT_PAGE_END, snapshotHead, snapshotOf, snapshotPage } from '../../../takeout/snapshot.ts'
import { dayAndTime } from '../../../takeout/words.ts'
import type { OpenSpace } from '../../parts.ts'
import type { Clock } from '../../ports.ts'
import { Called } from './people.ts'
import { type Carried, type PageNamed, portablesOf } from './portable.ts'

/** UTF-16 units of one part: enough that few messages are sent, little enough that no context is held up by one. */
const PART_CHARS = 400_000
/** After so long a part is sent, whatever it holds; the page at hand may take its time on top (fetched.ts). Milliseconds. */
const PART_MS = 3_000

/** A page of the file: what it is called, and its document when it is its turn. */
export interface PageToExport extends PageNamed {
  /** Undefined when this device has nothing of it and could not fetch it. */
  open(until: AbortSignal): Promise<Carried | undefined>
}

interface Wanted {
  readonly format: TakeoutFormat
  readonly names: boolean
  /** Of the file: the page's or the space's. */
  readonly title: string
}

const KINDS = {
  json: { extension: 'jsonld', type: 'application/ld+json' },
  markdown: { extension: 'md', type: 'text/markdown' },
  html: { extension: 'html', type: 'text/html' },
} as const

/** One file on its way out, page after page: only one document is open at a time, and only what is asked for is written. */
export class Export {
  readonly begun: ExportBegun
  readonly #clock: Pick<Clock, 'now'>
  readonly #pages: readonly PageToExport[]
  readonly #called: Called
  readonly #wanted: Wanted
  readonly #now: number
  readonly #text: AsyncGenerator<string, void>
  readonly #ended = new AbortController()
  #done = 0
  #missing = 0
  #first = true

  constructor(clock: Pick<Clock, 'now'>, space: OpenSpace, pages: readonly PageToExport[], wanted: Wanted) {
    this.#clock = clock
    this.#now = clock.now()
    this.#pages = pages
    this.#wanted = wanted
    this.#called = new Called(space, wanted.names)
    const { extension, type } = KINDS[wanted.format]
    this.begun = { file: fileName(wanted.title, this.#now, extension), type }
    this.#text = this.#write()
  }

  async more(): Promise<ExportPart> {
    const began = this.#clock.now()
    let text = ''
    while (text.length < PART_CHARS && this.#clock.now() - began < PART_MS) {
      const next = await this.#text.next()
      if (next.done) return this.#part(text, true)
      text += next.value
    }
    return this.#part(text, false)
  }

  #part(text: string, last: boolean): ExportPart {
    const missing = this.#missing === 0 ? {} : { missing: this.#missing }
    return { text, last, done: this.#done, of: this.#pages.length, ...missing }
  }

  async *#write(): AsyncGenerator<string, void> {
    yield await this.#head()
    for (const page of this.#pages) {
      if (this.#ended.signal.aborted) return
      const opened = new AbortController()
      try {
        const document = await page.open(AbortSignal.any([opened.signal, this.#ended.signal]))
        if (document) yield* this.#page(document, page)
        else this.#missing++
      } finally {
        opened.abort()
      }
      this.#done++
      // However little it held: pages that have to be waited for must not add up within one answer.
      yield ''
    }
    yield { json: '\n]\n', markdown: '', html: SNAPSHOT_FOOT }[this.#wanted.format]
  }

  async #head(): Promise<string> {
    const { format, title } = this.#wanted
    const made = dayAndTime(this.#now)
    if (format === 'json') return '['
    if (format === 'markdown') return markdownHead(title, made, this.#called.nameless)
    return snapshotHead(title, made, this.#called.nameless)
  }

  async *#page(document: Carried, page: PageNamed): AsyncGenerator<string, void> {
    const { format } = this.#wanted
    let headed = false
    for await (const one of portablesOf(document, { address: page.address, title: page.title }, this.#called)) {
      if (!headed) yield this.#pageHead(page)
      headed = true
      yield this.#annotation(one)
    }
    if (headed && format === 'html') yield SNAPSHOT_PAGE_END
  }

  #pageHead({ title, address }: PageNamed): string {
    const { format } = this.#wanted
    return format === 'json' ? '' : format === 'markdown' ? markdownPage(title, address) : snapshotPage(title, address)
  }

  #annotation(one: PortableAnnotation): string {
    const { format } = this.#wanted
    if (format === 'markdown') return markdownOf(one)
    if (format === 'html') return snapshotOf(one)
    const comma = this.#first ? '' : ','
    this.#first = false
    return `${comma}\n${JSON.stringify(toWebAnnotation(one))}`
  }

  close(): void {
    this.#ended.abort()
  }
}
