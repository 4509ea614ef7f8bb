import type { Desk } from '../../desk.ts'

/** Chromium shows PDFs in a process of its own, inside a document with nothing else in it: no script of ours reaches the words. */
const PDF =
  'The words in a PDF cannot be reached. Comment on it as a whole, or set a pin: it keeps its place in the window.'

/** Says once what cannot be done in this kind of document, so that nobody looks for it. */
export function sayLimits({ view, toast, until }: Desk): void {
  if (document.contentType !== 'application/pdf') return
  const said = new AbortController()
  view.changed.listen(
    () => {
      if (!view.awake || said.signal.aborted) return
      said.abort()
      toast({ words: PDF })
    },
    AbortSignal.any([until, said.signal]),
  )
}
