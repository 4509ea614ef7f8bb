import { type Place, ROOTS, type Root } from './content.ts'
import type { DocumentState } from './state.ts'

/** Places of these roots that hold a value, here kept ones included (D14). */
export const placesOf = (state: Pick<DocumentState, 'keysOf'>, roots: readonly Root[]): readonly Place[] =>
  roots.flatMap((root) => state.keysOf(root).map((key) => ({ root, key })))

/** All places of a content: after a checkpoint, which of them changed would cost more to find than to look at all. */
export const everywhere = ({ content }: Pick<DocumentState, 'content'>): readonly Place[] =>
  ROOTS.flatMap((root) => content.keys(root).map((key) => ({ root, key })))
