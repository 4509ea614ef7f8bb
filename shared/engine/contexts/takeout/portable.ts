import type { Origin, StoredAnnotation, StoredComment } from '../../../domain/annotation.ts'
import { type MemberId, type OwnedKey, ownerOf } from '../../../domain/ids.ts'
import type { PortableAnnotation, PortableComment } from '../../../domain/portable.ts'
import { type InOrder, inReadingOrder } from '../../../domain/reading-order.ts'
import type { Selector } from '../../../domain/selector.ts'
import { iriOf } from '../../../domain/web-annotation/fields.ts'
import { iriOfKey } from '../../../domain/web-annotation/terms.ts'
import { hashId } from '../../../envelope/digest.ts'
import { utf8 } from '../../../kit/bytes.ts'
import type { PageDocument } from '../../document-parts.ts'
import { isGone, threadsOf } from '../threads.ts'
import type { Called } from './people.ts'

/** What a file needs of a page's document. */
export type Carried = Pick<PageDocument, 'annotations' | 'comments' | 'state' | 'placement'>

export interface PageNamed {
  readonly address: string
  readonly title: string
}

/**
 * Everything that is on a page, in reading order as far as the stored positions tell; page comments first. Without names nothing else
 * that names a person goes along either: keys hold member ids, and names of imported ones lead to their authors.
 */
export async function* portablesOf(
  document: Carried,
  page: PageNamed,
  called: Called,
): AsyncGenerator<PortableAnnotation, void> {
  const threads = threadsOf(document)
  const all = [...document.annotations().values()].filter((stored) => !isGone(stored, threads))
  for (const stored of all.sort((a, b) => inReadingOrder(orderOf(document, a), orderOf(document, b)))) {
    const { id, value, writer } = stored
    const again = document.placement(id)
    yield {
      // The standard wants every annotation named; a hash of the key tells nobody whose it is.
      ...(called.nameless ? { id: iriOfKey(await hashId('nameless', utf8(id))) } : named(id, value.origin, called)),
      ...page,
      kind: value.kind,
      colour: value.colour,
      selectors: (again?.value ?? value).selectors,
      ...(value.shapes === undefined ? {} : { shapes: value.shapes }),
      ...author(id, writer, value.origin, called),
      ...(again === undefined ? {} : { placedBy: called.member(again.writer) }),
      created: value.created,
      resolved: document.state(id)?.value.resolved ?? false,
      ...(value.deleted ? { removed: true as const } : {}),
      comments: (threads.get(id) ?? []).map((comment) => portableComment(comment, called)),
    }
  }
}

function portableComment({ id, value, writer }: StoredComment, called: Called): PortableComment {
  return {
    ...named(id, value.origin, called),
    body: value.body,
    ...author(id, writer, value.origin, called),
    created: value.created,
    ...(value.edited === undefined ? {} : { edited: value.edited }),
  }
}

function named(id: OwnedKey, origin: Origin | undefined, called: Called): Pick<PortableComment, 'id' | 'canonical'> {
  if (called.nameless) return {}
  const canonical = iriOf(origin?.source)
  return { id: iriOfKey(id), ...(canonical === undefined ? {} : { canonical }) }
}

/** Whose words they are: proven for members, the file's word for what was imported, and never an owner's when somebody wrote over them. */
function author(id: OwnedKey, writer: MemberId, origin: Origin | undefined, called: Called) {
  const owner = called.member(ownerOf(id))
  return {
    by: origin ? called.other(origin.by) : owner,
    ...(origin ? { importedBy: owner } : {}),
    ...(writer === ownerOf(id) ? {} : { changedBy: called.member(writer) }),
  }
}

function orderOf(document: Carried, { id, value }: StoredAnnotation): InOrder {
  const selectors = (document.placement(id)?.value ?? value).selectors
  return { id, at: value.kind === 'page' ? -1 : placeOf(selectors), created: value.created }
}

function placeOf(selectors: readonly Selector[]): number {
  const starts = selectors.flatMap((one) =>
    one.type === 'TextPositionSelector' ? one.start : one.type === 'ElementSelector' ? one.at : [],
  )
  return starts[0] ?? Number.MAX_SAFE_INTEGER
}
