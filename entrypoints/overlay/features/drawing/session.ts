import type { Version } from '../../../../shared/anchoring/model.ts'
import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { Reply } from '../../../../shared/contract/views.ts'
import { MAX_DRAWING_NUMBERS, MAX_SHAPES, type Shape } from '../../../../shared/domain/annotation.ts'
import { type AnnotationId, isOwnedKey } from '../../../../shared/domain/ids.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import { placed } from '../selection/version-now.ts'

/** One drawing of this session: shapes over one element, stored as one annotation. */
export interface Sheet<Over> {
  readonly over: Over
  readonly selectors: readonly Selector[]
  shapes: readonly Shape[]
  annotation: AnnotationId | undefined
}

interface Stored<Over> extends Sheet<Over> {
  storing: boolean
  stale: boolean
}

export interface SessionGround {
  ask(intent: OverlayIntent): Promise<Reply>
  version(): Promise<Version | undefined>
  /** Something in plain words: it was not kept. */
  refused(words: string): void
  changed(): void
}

const numbersIn = (shapes: readonly Shape[]): number => shapes.reduce((sum, { points }) => sum + points.length, 0)

/**
 * What is drawn from taking up the pen to putting it down. Each shape is stored at once: the first of a sheet makes a drawing, every
 * further one, and every undoing, stores all of its shapes again; only the latest state of a sheet waits for the one on its way.
 */
export class DrawingSession<Over> {
  readonly #ground: SessionGround
  readonly #sheets: Stored<Over>[] = []
  readonly #done: { readonly sheet: Stored<Over>; readonly shape: Shape }[] = []
  readonly #undone: { readonly sheet: Stored<Over>; readonly shape: Shape }[] = []

  constructor(ground: SessionGround) {
    this.#ground = ground
  }

  get sheets(): readonly Sheet<Over>[] {
    return this.#sheets
  }

  get canUndo(): boolean {
    return this.#done.length > 0
  }

  get canRedo(): boolean {
    return this.#undone.length > 0
  }

  /** The sheet drawn on last, if so much more fits on it. */
  room(numbers: number): Sheet<Over> | undefined {
    const sheet = this.#done.at(-1)?.sheet
    const fits = sheet && sheet.shapes.length < MAX_SHAPES && numbersIn(sheet.shapes) + numbers <= MAX_DRAWING_NUMBERS
    return fits ? sheet : undefined
  }

  /** A shape on a sheet of this session. */
  add(sheet: Sheet<Over>, shape: Shape): void {
    const stored = this.#sheets.find((one) => one === sheet)
    if (!stored) return
    this.#undone.length = 0
    this.#put(stored, shape)
  }

  /** A shape over something else: a new drawing. */
  begin(over: Over, selectors: readonly Selector[], shape: Shape): void {
    const sheet = { over, selectors, shapes: [], annotation: undefined, storing: false, stale: false }
    this.#sheets.push(sheet)
    this.#undone.length = 0
    this.#put(sheet, shape)
  }

  #put(sheet: Stored<Over>, shape: Shape): void {
    this.#done.push({ sheet, shape })
    sheet.shapes = [...sheet.shapes, shape]
    void this.#store(sheet)
  }

  undo(): void {
    const last = this.#done.pop()
    if (!last) return
    this.#undone.push(last)
    last.sheet.shapes = last.sheet.shapes.slice(0, -1)
    void this.#store(last.sheet)
  }

  redo(): void {
    const next = this.#undone.pop()
    if (next) this.#put(next.sheet, next.shape)
  }

  async #store(sheet: Stored<Over>): Promise<void> {
    sheet.stale = true
    this.#ground.changed()
    if (sheet.storing) return
    sheet.storing = true
    while (sheet.stale) {
      sheet.stale = false
      const intent = await this.#intentFor(sheet)
      const reply = intent && (await this.#ground.ask(intent))
      if (reply && !reply.ok) this.#giveUp(sheet, reply.words)
      else if (reply) sheet.annotation ??= annotationIn(reply.value)
    }
    sheet.storing = false
    this.#ground.changed()
  }

  async #intentFor(sheet: Sheet<Over>): Promise<OverlayIntent | undefined> {
    const { annotation, selectors } = sheet
    if (annotation !== undefined) return { do: 'redraw', annotation, shapes: sheet.shapes }
    const version = await this.#ground.version()
    return sheet.shapes.length === 0 ? undefined : { do: 'draw', ...placed(selectors, version), shapes: sheet.shapes }
  }

  /** What was refused is taken off the sheet, so that what is seen is what is kept. */
  #giveUp(sheet: Stored<Over>, words: string): void {
    this.#ground.refused(words)
    sheet.shapes = []
    for (const list of [this.#done, this.#undone])
      list.splice(0, list.length, ...list.filter((one) => one.sheet !== sheet))
  }
}

const annotationIn = (value: unknown): AnnotationId | undefined => {
  const id = (value as { readonly annotation?: unknown } | null | undefined)?.annotation
  return typeof id === 'string' && isOwnedKey(id) ? (id as AnnotationId) : undefined
}
