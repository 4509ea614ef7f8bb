import { PRACTICE_ADDRESS } from '../../contract/practice.ts'
import type { AnnotationLink } from '../../contract/takeout.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { TextQuoteSelector } from '../../domain/selector.ts'
import { textFragment } from '../../domain/text-fragment.ts'
import type { Desk } from './desk.ts'
import { inviteText } from './invites.ts'
import { standing } from './only-me.ts'
import { annotationOf, type Visit } from './visit.ts'
import { Refusal } from './words.ts'

/**
 * A link straight to an annotation. In a shared space it is an invite to the page that names the annotation, so that whoever opens it comes
 * to the same place, a member at once and others by joining. In a private one nobody can be let in: it is the page’s own address, with
 * the marked words where there are some.
 */
export async function annotationLink(desk: Desk, visit: Visit, id: AnnotationId): Promise<AnnotationLink> {
  const { selectors } = visit.document.placement(id)?.value ?? annotationOf(visit, id)
  const { space } = standing(visit, id)
  if (space.private)
    return privateLink(
      visit,
      selectors.find((one) => one.type === 'TextQuoteSelector'),
    )
  const { link, caution } = await inviteText(desk, space, visit.link, id)
  const words = `Members of ${space.name} come straight here. Whoever else has this link can join ${space.name} and read all of it.`
  return { link, words, ...(caution === undefined ? {} : { caution }) }
}

function privateLink({ link, address }: Visit, quote: TextQuoteSelector | undefined): AnnotationLink {
  if (address === PRACTICE_ADDRESS) throw new Refusal('The practice page is in this browser only: no link leads there.')
  if (!quote) return { link, words: 'This leads to the page. What you wrote stays private.' }
  const words = 'This leads to the page, and most browsers show these words there. What you wrote stays private.'
  return { link: textFragment(link, quote), words }
}
