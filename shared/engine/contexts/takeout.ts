import type { HomeIntent, PanelIntent } from '../../contract/intents.ts'
import type { ExportBegun, ExportPart, ImportChecked, ImportGone } from '../../contract/takeout.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { pageAddress } from '../../domain/page-address.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { sharedPart } from './only-me.ts'
import { pagesOf } from './pages.ts'
import { Export, type PageToExport } from './takeout/export.ts'
import { fetchedPage } from './takeout/fetched.ts'
import { Import } from './takeout/import.ts'
import type { Visit } from './visit.ts'
import { NO_PAGE, Refusal } from './words.ts'

const ASKS = ['export', 'export-more', 'import', 'import-part', 'import-check', 'import-go', 'import-cancel'] as const
type TakeoutAsk = Extract<PanelIntent | HomeIntent, { do: (typeof ASKS)[number] }>

export const isTakeoutAsk = (intent: { readonly do: string }): intent is TakeoutAsk =>
  ASKS.some((ask) => ask === intent.do)

const NOT_IN_IT = 'You are not in this space.'

/** One page's line to the files that leave and come: one of each at a time. */
export class Takeout {
  readonly #desk: Desk
  #export: Export | undefined
  #import: Import | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** @param visit what the page beside shows; undefined when there is none */
  async handle(
    ask: TakeoutAsk,
    visit: Visit | undefined,
  ): Promise<ExportBegun | ExportPart | ImportChecked | ImportGone | undefined> {
    switch (ask.do) {
      case 'export':
        return this.#begin(ask, visit)
      case 'export-more':
        return this.#more()
      case 'import':
        this.#import?.close()
        this.#import = new Import(this.#desk.ports.clock, ask.chars)
        return undefined
      case 'import-part':
        this.#coming().part(ask.text)
        return undefined
      case 'import-check':
        return this.#coming().check(this.#space(ask.space))
      case 'import-go':
        return this.#coming().go()
      case 'import-cancel':
        this.#import?.close()
        this.#import = undefined
        return undefined
    }
  }

  #begin(ask: TakeoutAsk & { do: 'export' }, visit: Visit | undefined): ExportBegun {
    const space = ask.space === undefined ? visit?.space : this.#space(ask.space)
    if (!space) throw new Refusal(NO_PAGE)
    const pages = ask.space === undefined && visit ? [shown(visit)] : this.#pages(space)
    if (pages.length === 0) throw new Refusal('There is nothing in this space yet.')
    const title = ask.space === undefined && visit ? visit.title || visit.address : space.name
    this.#export?.close()
    this.#export = new Export(this.#desk.ports.clock, space, pages, { format: ask.format, names: ask.names, title })
    return this.#export.begun
  }

  #pages(space: OpenSpace): PageToExport[] {
    const { clock } = this.#desk.ports
    return pagesOf(space.document).flatMap(({ address, title }) => {
      const page = pageAddress(address)
      if (!page.ok) return []
      return [{ address, title, open: (until: AbortSignal) => fetchedPage(space, page.value.address, clock, until) }]
    })
  }

  async #more(): Promise<ExportPart> {
    if (!this.#export) throw new Refusal('Nothing is being exported.')
    const part = await this.#export.more()
    if (part.last) this.#export = undefined
    return part
  }

  #coming(): Import {
    if (!this.#import) throw new Refusal('Choose a file first.')
    return this.#import
  }

  #space(id: SpaceId): OpenSpace {
    const space = this.#desk.spaces.get(id)
    if (!space) throw new Refusal(NOT_IN_IT)
    return space
  }

  close(): void {
    this.#export?.close()
    this.#import?.close()
  }
}

/** The page beside the panel is open already. */
function shown(visit: Visit): PageToExport {
  if (sharedPart(visit).annotations().size === 0) throw new Refusal('There is nothing on this page yet.')
  return { address: visit.link, title: visit.title, open: async () => sharedPart(visit) }
}
