/** The overlay's text index and marks in a plain page, without the rest: what test/e2e/marks.test.ts drives. */
import { createMarks, type Mark } from '../../entrypoints/overlay/marks/marks.ts'
import { readSelection } from '../../entrypoints/overlay/text/selection.ts'
import { createTextIndex } from '../../entrypoints/overlay/text/text-index.ts'
import { describe } from '../../shared/anchoring/describe.ts'
import type { Selector } from '../../shared/domain/selector.ts'

function makeLab(host: () => Element | null = () => null, rules = '') {
  const end = new AbortController()
  const index = createTextIndex(document, host, end.signal)
  const marks = createMarks<string>(index, end.signal, rules)
  const text = () => {
    index.refresh()
    return index.model().text
  }
  const selectorsFor = (words: string, nth = 0): readonly Selector[] => {
    let at = text().indexOf(words)
    for (let i = 0; i < nth; i++) at = text().indexOf(words, at + 1)
    const described = describe(index.model(), at, at + words.length)
    if (at < 0 || !described.ok) throw new Error(`no such words: ${words}`)
    return described.value
  }
  const mark = (id: string, colour: Mark<string>['colour'], words: string, nth = 0): Mark<string> => ({
    id,
    colour,
    selectors: selectorsFor(words, nth),
    resolved: false,
  })
  return {
    index,
    marks,
    text,
    selectorsFor,
    mark,
    /** Resolves when every mark has an outcome that fits. */
    until: (ready: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        if (ready()) return resolve()
        const stop = marks.changed.listen(() => {
          if (!ready()) return
          stop()
          resolve()
        })
      }),
    state: (id: string) => marks.outcomes().find(({ annotation }) => annotation === id)?.state,
    /** Words under a mark's painted ranges, as the page itself could read them. */
    painted: (name: string): string[] => {
      const out: string[] = []
      for (const range of CSS.highlights.get(name) ?? []) {
        const live = document.createRange()
        live.setStart(range.startContainer, range.startOffset)
        live.setEnd(range.endContainer, range.endOffset)
        out.push(live.toString().replace(/\s+/g, ' '))
      }
      return out.sort()
    },
    select: () => readSelection(getSelection(), index),
    end: () => end.abort(),
  }
}

export type Lab = ReturnType<typeof makeLab>
declare global {
  var startLab: (host?: () => Element | null, rules?: string) => Lab
  var lab: Lab
}
globalThis.startLab = makeLab
