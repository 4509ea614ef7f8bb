import type { ImportChecked, ImportCounts, ImportGone, ImportPreview } from '../../../contract/takeout.ts'
import type { DocumentId } from '../../../domain/ids.ts'
import { type FilePage, MAX_FILE_CHARS, type ReadFile, readTakeout, TOO_LARGE } from '../../../takeout/read-file.ts'
import type { OpenSpace } from '../../parts.ts'
import type { Clock } from '../../ports.ts'
import { openPlanned, planOf as pagePlan } from '../pages.ts'
import type { Threaded } from '../visit.ts'
import { Refusal } from '../words.ts'
import { type Batch, batchesOf, type Plan, planOf } from './plan.ts'

/** Pages looked at, and commits made, in one answer: each stays well under the time that an answer may take. */
const PAGES_AT_ONCE = 20
const COMMITS_AT_ONCE = 4

const CUT = 'This file did not arrive whole. Choose it again.'
const NOT_CHECKED = 'Choose a file first.'
const NONE = { annotations: 0, comments: 0, pages: 0 }

/**
 * One file on its way in: received in parts, read and checked whole, looked at beside what the space has, and stored page after page only
 * then. Each page is planned anew from what is there when its turn comes, so that going on after a failure, or beginning again, stores
 * only what is missing.
 */
export class Import {
  readonly #clock: Pick<Clock, 'now'>
  readonly #chars: number
  readonly #ended = new AbortController()
  #parts: string[] = []
  #received = 0
  #file: ReadFile | undefined
  #space: OpenSpace | undefined
  #looked = 0
  #stored = 0
  #preview: Omit<ImportPreview, 'space' | 'skipped'> = { ...NONE, here: 0, removed: 0 }
  #counts: ImportCounts = NONE
  /** What of the page at hand is still to be stored. */
  #left: readonly Batch[] | undefined

  /** @throws Refusal for more than is taken at once */
  constructor(clock: Pick<Clock, 'now'>, chars: number) {
    if (chars > MAX_FILE_CHARS) throw new Refusal(TOO_LARGE)
    this.#clock = clock
    this.#chars = chars
  }

  part(text: string): void {
    this.#received += text.length
    if (this.#received > this.#chars) throw new Refusal(CUT)
    this.#parts.push(text)
  }

  /** Looks at some pages more. Another space begins anew. @throws Refusal with what is wrong with the file */
  async check(space: OpenSpace): Promise<ImportChecked> {
    const file = this.#read()
    if (space !== this.#space) {
      this.#space = space
      this.#looked = 0
      this.#preview = { ...NONE, here: 0, removed: 0 }
    }
    for (const page of file.pages.slice(this.#looked, this.#looked + PAGES_AT_ONCE)) {
      this.#add(await this.#look(space, page))
      this.#looked++
    }
    if (this.#looked < file.pages.length) return { done: this.#looked, of: file.pages.length }
    const skipped = [...file.skipped].map(([why, count]) => ({ why, count }))
    return { preview: { ...this.#preview, space: space.name, skipped } }
  }

  #read(): ReadFile {
    if (this.#file) return this.#file
    if (this.#received !== this.#chars) throw new Refusal(CUT)
    const file = readTakeout(this.#parts.join(''))
    this.#parts = []
    if (!file.ok) throw new Refusal(file.error)
    this.#file = file.value
    return file.value
  }

  /** A page that the space does not list has nothing here: it is not opened for looking. */
  async #look(space: OpenSpace, page: FilePage): Promise<Plan> {
    const { address, also } = pagePlan(space, page.address)
    const listed = space.document.pages().has(await space.self.pageDocument(address))
    if (!listed && also.length === 0) return planOf(page, undefined, space.self.member, 0)
    return this.#opened(space, page, (document) => planOf(page, document, space.self.member, 0))
  }

  async #opened<Value>(space: OpenSpace, page: FilePage, use: (document: Threaded) => Promise<Value>): Promise<Value> {
    const opened = new AbortController()
    try {
      const until = AbortSignal.any([opened.signal, this.#ended.signal])
      return await use((await openPlanned(space, pagePlan(space, page.address), until)).document)
    } finally {
      opened.abort()
    }
  }

  #add(plan: Plan): void {
    const { annotations, comments, pages, here, removed } = this.#preview
    const some = plan.annotations.length + plan.comments.length > 0
    this.#preview = {
      annotations: annotations + plan.annotations.length,
      comments: comments + plan.comments.length,
      pages: pages + (some ? 1 : 0),
      here: here + plan.here,
      removed: removed + plan.removed,
    }
  }

  /** Stores some pages more. @throws StoreFull, and then asking again goes on where it stopped */
  async go(): Promise<ImportGone> {
    const [file, space] = [this.#file, this.#space]
    if (!file || !space || this.#looked < file.pages.length) throw new Refusal(NOT_CHECKED)
    let [commits, pages] = [0, 0]
    for (const page of file.pages.slice(this.#stored)) {
      if (commits >= COMMITS_AT_ONCE || pages >= PAGES_AT_ONCE) break
      pages++
      const { made, whole } = await this.#store(space, page, COMMITS_AT_ONCE - commits)
      commits += made
      if (whole) this.#stored++
    }
    if (this.#stored < file.pages.length) return { done: this.#stored, of: file.pages.length }
    return { stored: this.#counts }
  }

  /** @param most commits; what is left of the page goes on from there, unless something failed: then it is planned anew */
  #store(space: OpenSpace, page: FilePage, most: number): Promise<{ made: number; whole: boolean }> {
    return this.#opened(space, page, async (document) => {
      const batches = this.#left ?? batchesOf(await planOf(page, document, space.self.member, this.#clock.now()))
      this.#left = undefined
      if (batches.length > 0) await registered(space, page, document.id)
      const now = batches.slice(0, most)
      for (const { annotations, comments, states } of now) {
        await document.putMany(annotations, comments, states)
        this.#count(annotations.length, comments.length)
      }
      const whole = now.length === batches.length
      if (!whole) this.#left = batches.slice(now.length)
      if (whole && batches.length > 0) this.#counts = { ...this.#counts, pages: this.#counts.pages + 1 }
      return { made: now.length, whole }
    })
  }

  #count(annotations: number, comments: number): void {
    const { annotations: before, comments: said, pages } = this.#counts
    this.#counts = { annotations: before + annotations, comments: said + comments, pages }
  }

  close(): void {
    this.#ended.abort()
  }
}

/** The page is listed in the space, under its main address where its site goes by another (W7). */
async function registered(space: OpenSpace, { address, link, title }: FilePage, id: DocumentId): Promise<void> {
  if (space.document.pages().has(id)) return
  const main = pagePlan(space, address).address
  const opens = main === address && link !== address ? { link } : {}
  await space.document.putPage(id, { v: 1, address: main, title, ...opens })
}
