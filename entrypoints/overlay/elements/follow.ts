import { type Desk, DRAFT } from '../desk.ts'
import type { Elements, Standing } from './standing.ts'

/** Keeps what stands on elements the same as what the engine told, plus a pin that is being written about. */
export function followAnnotations(
  { view, until }: Desk,
  elements: Elements,
): (draft: Standing['selectors'] | undefined) => void {
  let draft: Standing['selectors'] | undefined
  const tell = () => {
    const all: Standing[] = []
    for (const { id, kind, selectors, shapes, removed } of view.annotations.values())
      if ((kind === 'pin' || kind === 'drawing') && !removed) all.push({ id, selectors, ...(shapes ? { shapes } : {}) })
    if (draft) all.push({ id: DRAFT, selectors: draft })
    elements.set(all)
  }
  view.annotationsChanged.listen(tell, until)
  // This script may come after the annotations.
  tell()
  return (selectors) => {
    draft = selectors
    tell()
  }
}
