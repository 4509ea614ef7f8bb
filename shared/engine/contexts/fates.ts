import type { FateView } from '../../contract/fate.ts'
import type { StoredAnnotation, StoredComment } from '../../domain/annotation.ts'
import type { AnnotationId, CommentId, MemberId } from '../../domain/ids.ts'
import { cardOf } from './people.ts'
import { isOurs, type Visit } from './visit.ts'

/** Names that are told; a tooltip is no list. */
const MOST_NAMES = 8

interface Fate {
  /** `alone`: in the private space, whatever is shown around it. */
  readonly at: 'here' | 'relay' | 'alone'
  readonly seen: readonly MemberId[]
  readonly refused?: FateView['refused']
}

/** What people can do about a refusal. Codes: `protocol/codes.ts`. */
export function refusalView(code: string, forGood: boolean): NonNullable<FateView['refused']> {
  const good = forGood ? ({ forGood: true } as const) : {}
  switch (code) {
    case 'over-quota':
      return {
        ...good,
        words: 'This space has used up what its relay keeps. Kept on this device; it is tried again by itself.',
      }
    case 'too-large':
      return { ...good, words: 'Too large for the relay. Only this device has it: copy the text and post it in parts.' }
    case 'revoked':
      return {
        ...good,
        words: 'You were removed from this space. Only this device has it: copy the text, or export the page.',
      }
    case 'not-a-writer':
      return {
        ...good,
        words: 'You may only read in this space. Only this device has it: copy the text, or export the page.',
      }
    default:
      return {
        ...good,
        words: 'The relay refused it. Only this device has it: try again, copy the text, or export the page.',
        again: true,
      }
  }
}

function fateAt(visit: Visit, root: 'annotations' | 'comments', key: AnnotationId | CommentId): Fate {
  if (visit.mine?.document[root]().has(key)) return { at: 'alone', seen: [] }
  const { at, envelope, refused, putOff } = visit.document.fateOf(root, key)
  const code = refused ?? putOff
  return {
    at,
    seen: envelope ? (visit.seenBy?.(envelope) ?? []) : [],
    ...(code === undefined ? {} : { refused: refusalView(code, refused !== undefined) }),
  }
}

function view({ space }: Visit, { at, seen, refused }: Fate): FateView {
  if (space.private || at === 'alone') return { at: 'alone' }
  const names = seen.map((member) => cardOf(space, member).name).sort()
  return {
    at,
    ...(names.length === 0 ? {} : { seenBy: names.slice(0, MOST_NAMES) }),
    ...(names.length > MOST_NAMES ? { seenByMore: names.length - MOST_NAMES } : {}),
    ...(refused === undefined ? {} : { refused }),
  }
}

export function commentFate(visit: Visit, { id }: StoredComment): { fate?: FateView } {
  return isOurs(visit, id) ? { fate: view(visit, fateAt(visit, 'comments', id)) } : {}
}

export function annotationFate(visit: Visit, { id }: StoredAnnotation): { fate?: FateView } {
  return isOurs(visit, id) ? { fate: view(visit, fateAt(visit, 'annotations', id)) } : {}
}

/** Of what is ours in a thread, all together: refused when any is, with the relay or seen when all is. */
export function threadFate(
  visit: Visit,
  { id }: StoredAnnotation,
  comments: readonly StoredComment[],
): { fate?: FateView } {
  const own = [
    ...(isOurs(visit, id) ? [fateAt(visit, 'annotations', id)] : []),
    ...comments.filter((comment) => isOurs(visit, comment.id)).map((comment) => fateAt(visit, 'comments', comment.id)),
  ]
  const [first, ...others] = own
  if (!first) return {}
  const refused = own.find((fate) => fate.refused)?.refused
  const fate: Fate = {
    at: own.some(({ at }) => at === 'alone') ? 'alone' : own.every(({ at }) => at === 'relay') ? 'relay' : 'here',
    seen: first.seen.filter((member) => others.every(({ seen }) => seen.includes(member))),
    ...(refused ? { refused } : {}),
  }
  return { fate: view(visit, fate) }
}
