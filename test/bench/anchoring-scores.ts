import type { Answer } from './anchoring-lab.ts'

/** What became of the quotes of one class. */
export interface Score {
  readonly n: number
  /** Overlapping the expected place by at least 0.5, and by at least 0.9. */
  readonly right: number
  readonly right90: number
  /** Anchored elsewhere; of text that is gone or foreign: anchored at all. */
  readonly wrong: number
  readonly lost: number
  /** Shown as exact. */
  readonly exact: number
  /** Whether it has a place to be found at. */
  readonly gone: boolean
}

type Classes = Readonly<Record<string, Score>>

const NOTHING: Score = { n: 0, right: 0, right90: 0, wrong: 0, lost: 0, exact: 0, gone: false }

const sum = (a: Score, b: Score): Score => ({
  n: a.n + b.n,
  right: a.right + b.right,
  right90: a.right90 + b.right90,
  wrong: a.wrong + b.wrong,
  lost: a.lost + b.lost,
  exact: a.exact + b.exact,
  gone: b.gone,
})

export class Scores {
  readonly #classes = new Map<string, Score>()

  add(cls: string, expected: boolean, { state, overlap }: Answer): void {
    const lost = state === 'lost'
    const right = expected && overlap >= 0.5
    const one: Score = {
      n: 1,
      right: Number(right),
      right90: Number(expected && overlap >= 0.9),
      wrong: Number(!lost && !right),
      lost: Number(lost),
      exact: Number(state === 'exact'),
      gone: !expected,
    }
    this.#classes.set(cls, sum(this.#classes.get(cls) ?? NOTHING, one))
  }

  classes(): Classes {
    return Object.fromEntries(this.#classes)
  }

  static total(pages: readonly Classes[]): Classes {
    const totals = new Map<string, Score>()
    for (const classes of pages)
      for (const [cls, score] of Object.entries(classes)) totals.set(cls, sum(totals.get(cls) ?? NOTHING, score))
    return Object.fromEntries(totals)
  }
}

/** Rows of page, class, number, and shares of it. */
export function tableOf(page: string, classes: Classes): string[][] {
  return Object.entries(classes).map(([cls, score]) => {
    const share = (part: number) => `${((100 * part) / score.n).toFixed(1)} %`
    const found = score.gone ? ['-', '-'] : [share(score.right), share(score.right90)]
    return [page, cls, `${score.n}`, ...found, share(score.wrong), share(score.lost), share(score.exact), '']
  })
}
