/** The overlay's reading of elements in a plain page, without the rest: what test/e2e/elements.test.ts drives. */
import { elementTree } from '../../entrypoints/overlay/elements/element-tree.ts'
import { elementUnder } from '../../entrypoints/overlay/elements/under.ts'
import { elementsBelow, followPath, pathFrom } from '../../entrypoints/overlay/elements/walk.ts'
import { SLICE_MS } from '../../entrypoints/overlay/text/slices.ts'
import { createTextIndex } from '../../entrypoints/overlay/text/text-index.ts'
import { describeElement } from '../../shared/anchoring/element/describe.ts'
import { findElements } from '../../shared/anchoring/element/find.ts'
import { type ElementSelector, MAX_PATH } from '../../shared/domain/selector.ts'

function makeLab() {
  const host = document.createElement('div')
  document.documentElement.append(host)
  const index = createTextIndex(document, () => host, new AbortController().signal)
  const tree = () => {
    index.refresh()
    const made = elementTree(index, host)
    if (!made) throw new Error('no body')
    return made
  }
  const all = () => [...elementsBelow(document.body, host)]
  return {
    all,
    /** Elements that are not at the end of their own path. */
    strayed: () =>
      all().filter((one) => followPath(document.body, pathFrom(document.body, one, MAX_PATH)) !== one).length,
    describe: (element: Element) => describeElement(tree(), element),
    under: (x: number, y: number) => elementUnder(x, y, host),
    /** Finds one element, and says how long that took: all of it, its longest slice, and describing it before. */
    find: (selector: ElementSelector) => {
      const began = performance.now()
      const steps = findElements(tree(), [{ id: 'it', element: selector }])
      let [longest, slice, sum] = [0, performance.now(), 0]
      for (let step = steps.next(); ; step = steps.next()) {
        const now = performance.now()
        if (now - slice > SLICE_MS || step.done) {
          longest = Math.max(longest, now - slice)
          sum += now - slice
          slice = now
        }
        if (step.done) return { found: step.value.get('it'), longest, all: now - began, search: sum }
      }
    },
  }
}

export type ElementsLab = ReturnType<typeof makeLab>
declare global {
  var startElementsLab: () => ElementsLab
  var elementsLab: ElementsLab
}
globalThis.startElementsLab = makeLab
