import type { Annotation, Comment, StoredAnnotation, StoredComment, ThreadState } from '../../domain/annotation.ts'
import { type AnnotationId, type CommentId, isOwnedKey, type MemberId } from '../../domain/ids.ts'
import type { DocumentChange, PageDocument } from '../parts.ts'
import type { Place } from './content.ts'
import { type DocumentPorts, OpenDocument } from './document.ts'
import type { DocumentIdentity } from './load.ts'
import { Shelf } from './shelf.ts'
import type { DocumentState } from './state.ts'
import { annotationValue, checked, checkedAnnotation, commentValue, stateValue } from './values.ts'

const ROOTS = ['annotations', 'comments', 'states'] as const

/** A page's document: what was placed on the page, and the conversations about it. */
export class OpenPage extends OpenDocument implements PageDocument {
  readonly #annotations = new Shelf<AnnotationId, Annotation>(annotationValue, isOwnedKey)
  readonly #comments = new Shelf<CommentId, Comment>(commentValue, isOwnedKey)
  readonly #states = new Shelf<AnnotationId, ThreadState>(stateValue, isOwnedKey)

  constructor(ports: DocumentPorts, identity: DocumentIdentity, state: DocumentState) {
    super(ports, identity, state)
    this.#projectAll(state)
  }

  #projectAll(state: DocumentState): void {
    this.project(
      ROOTS.flatMap((root) => state.content.keys(root).map((key) => ({ root, key }))),
      state,
    )
  }

  protected override project(places: readonly Place[], state: DocumentState): DocumentChange {
    const changed = {
      annotations: new Set<AnnotationId>(),
      comments: new Set<CommentId>(),
      states: new Set<AnnotationId>(),
    }
    const shelves = { annotations: this.#annotations, comments: this.#comments, states: this.#states }
    for (const { root, key } of places) {
      if (root !== 'annotations' && root !== 'comments' && root !== 'states') continue
      const { value, writer } = state.valueAt(root, key)
      const placed = shelves[root].place(key, value, writer)
      if (placed) changed[root].add(placed)
    }
    return {
      annotations: [...changed.annotations],
      comments: [...changed.comments],
      states: [...changed.states],
      members: false,
      pages: false,
    }
  }

  /** Values found that are none of this document's: another version's, or somebody's nonsense. */
  get skipped(): number {
    return this.#annotations.skipped + this.#comments.skipped + this.#states.skipped
  }

  annotations(): ReadonlyMap<AnnotationId, StoredAnnotation> {
    return this.#annotations.values
  }

  comments(): ReadonlyMap<CommentId, StoredComment> {
    return this.#comments.values
  }

  state(annotation: AnnotationId): { readonly value: ThreadState; readonly writer: MemberId } | undefined {
    return this.#states.values.get(annotation)
  }

  async putAnnotation(id: AnnotationId, value: Annotation): Promise<void> {
    await this.edit([{ root: 'annotations', key: this.own(id), value: checkedAnnotation(value) }], 'annotation')
  }

  async putComment(id: CommentId, value: Comment): Promise<void> {
    await this.edit([{ root: 'comments', key: this.own(id), value: checked(commentValue, value) }], 'comment')
  }

  async putThread(
    annotation: readonly [AnnotationId, Annotation],
    comment: readonly [CommentId, Comment],
  ): Promise<void> {
    const puts = [
      { root: 'annotations', key: this.own(annotation[0]), value: checkedAnnotation(annotation[1]) },
      { root: 'comments', key: this.own(comment[0]), value: checked(commentValue, comment[1]) },
    ] as const
    await this.edit(puts, 'thread')
  }

  async putState(annotation: AnnotationId, value: ThreadState): Promise<void> {
    await this.edit([{ root: 'states', key: annotation, value: checked(stateValue, value) }], 'state')
  }
}
