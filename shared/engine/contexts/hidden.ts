import type { HiddenView } from '../../contract/spaces.ts'
import type { Comment } from '../../domain/annotation.ts'
import { type OwnedKey, ownerOf } from '../../domain/ids.ts'
import type { PageDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { cardOf } from './people.ts'
import { isOnlyMe, type Visit } from './visit.ts'
import { Refusal } from './words.ts'

/** When a comment got the words that it has, by its writer's clock. */
export const writtenAt = ({ created, edited }: Comment): number => Math.max(created, edited ?? 0)

/** Hidden for everyone: by an admin's word for this one (W21), or because its author was muted when they wrote it (W22). */
export function hiddenIn(
  space: OpenSpace,
  document: Pick<PageDocument, 'hidden'>,
  key: OwnedKey,
  written: number,
): HiddenView | undefined {
  const hidden = document.hidden(key)
  if (hidden) return { by: cardOf(space, hidden.by).name }
  const muted = space.document.mutedSince(ownerOf(key))
  return muted && written >= muted.since ? { by: cardOf(space, muted.by).name, muted: true } : undefined
}

/** The same of what a visit shows. Nobody hides what is only ours. */
export function hiddenOf(visit: Visit, key: OwnedKey, written: number): HiddenView | undefined {
  const mine = visit.mine?.document
  if (mine && (mine.annotations().has(key) || mine.comments().has(key))) return undefined
  return hiddenIn(visit.space, visit.document, key, written)
}

/** Admins may hide what stands in a shared space. */
export const mayHide = ({ space }: Visit): boolean => !space.private && space.self.role === 'admin' && !space.self.ended

/** W21. @throws Refusal unless we are an admin, and for what is not there */
export async function hide({ ports }: Desk, visit: Visit, key: OwnedKey, on: boolean): Promise<void> {
  if (!mayHide(visit)) throw new Refusal('Only an admin of the space can hide this.')
  const { document } = visit
  const known = document.annotations().has(key) || document.comments().has(key)
  if (!known || isOnlyMe(visit, key)) throw new Refusal('This is no longer here.')
  await document.putHidden(key, { v: 1, hidden: on, at: ports.clock.now() })
}
