import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnchorState, Selector } from '../../../../shared/domain/selector.ts'
import { kindInWords } from '../../../../shared/ui/kind-words.ts'
import { counted, type Spoken } from '../../../../shared/ui/spoken.ts'

/** What of an annotation's evidence can be said to people. */
export function named(selectors: readonly Selector[]): Pick<Spoken, 'quote' | 'element'> {
  const quote = selectors.find((selector) => selector.type === 'TextQuoteSelector')?.exact ?? ''
  const element = selectors.find((selector) => selector.type === 'ElementSelector')
  return { quote, ...(element ? { element } : {}) }
}

/** Whose it is and how it stands, in short parts. */
export const hintWords = (about: AnnotationView, state: AnchorState | undefined): string =>
  [
    about.mine ? 'You' : about.author,
    ...(about.from ? [`from ${about.from}`] : []),
    ...(about.comments === 0 ? [] : [counted(about.comments)]),
    ...(about.resolved ? ['resolved'] : []),
    ...(state === 'changed' ? ['the words here have changed'] : []),
    ...(about.placedBy === undefined ? [] : [`placed again by ${about.placedBy}`]),
    ...(about.overwrittenBy === undefined ? [] : [`changed by ${about.overwrittenBy}`]),
  ].join(' · ')

/** Whose it is, for a sentence: "their own highlight", "the pin by Ben". */
export const ownedWords = ({ mine, kind, author }: AnnotationView, by: string): string => {
  const what = kindInWords(kind)
  return mine ? `your ${what}` : author === by ? `their own ${what}` : `the ${what} by ${author}`
}
