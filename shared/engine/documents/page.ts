import type {
  Annotation,
  Comment,
  PageVersion,
  Placement,
  StoredAnnotation,
  StoredComment,
  ThreadState,
  VersionKey,
} from '../../domain/annotation.ts'
import {
  type AnnotationId,
  type CommentId,
  isOwnedKey,
  type MemberId,
  type OwnedKey,
  ownerOf,
} from '../../domain/ids.ts'
import type { Hiding } from '../../domain/people.ts'
import type { DocumentChange, PageDocument, ValueFate } from '../document-parts.ts'
import { breathe } from './breathe.ts'
import type { Place, Put } from './content.ts'
import { type DocumentPorts, OpenDocument } from './document.ts'
import { NotYours } from './edit.ts'
import type { DocumentIdentity } from './load.ts'
import { placesOf } from './places.ts'
import { Shelf } from './shelf.ts'
import type { DocumentState } from './state.ts'
import {
  annotationValue,
  checked,
  checkedAnnotation,
  checkedPlacement,
  commentValue,
  hidingValue,
  placementValue,
  stateValue,
  versionValue,
} from './values.ts'

const ROOTS = ['annotations', 'comments', 'states', 'placements', 'versions', 'hidden'] as const
/** Places looked at in one go: some 20 ms on a slow machine. */
const SLICE = 1_000
const isRoot = (root: string): root is (typeof ROOTS)[number] => ROOTS.some((one) => one === root)

/** A page's document: what was placed on the page, and the conversations about it. */
export class OpenPage extends OpenDocument implements PageDocument {
  readonly #annotations = new Shelf<AnnotationId, Annotation>(annotationValue, isOwnedKey)
  readonly #comments = new Shelf<CommentId, Comment>(commentValue, isOwnedKey)
  readonly #states = new Shelf<AnnotationId, ThreadState>(stateValue, isOwnedKey)
  readonly #placements = new Shelf<AnnotationId, Placement>(placementValue, isOwnedKey)
  readonly #versions = new Shelf<VersionKey, PageVersion>(versionValue, isOwnedKey)
  readonly #hidden = new Shelf<OwnedKey, Hiding>(hidingValue, isOwnedKey)
  readonly #keys: DocumentIdentity['keys']

  constructor(ports: DocumentPorts, identity: DocumentIdentity, state: DocumentState) {
    super(ports, identity, state)
    this.#keys = identity.keys
  }

  /** Brings the views up to what was stored; called once, before anybody has the document. */
  async begin(state: DocumentState): Promise<this> {
    await this.project(placesOf(state, ROOTS), state)
    return this
  }

  protected override async project(places: readonly Place[], state: DocumentState): Promise<DocumentChange> {
    const changed = {
      annotations: new Set<AnnotationId>(),
      comments: new Set<CommentId>(),
      states: new Set<AnnotationId>(),
      placements: new Set<AnnotationId>(),
      versions: new Set<VersionKey>(),
      hidden: new Set<OwnedKey>(),
    }
    for (const [i, { root, key }] of places.entries()) {
      if (i % SLICE === SLICE - 1) await breathe()
      if (!isRoot(root)) continue
      const { value, writer } = state.valueAt(root, key)
      const placed = this.#shelf(root).place(key, value, writer)
      if (placed) changed[root].add(placed)
    }
    return {
      annotations: [...changed.annotations, ...this.#placedOn(changed.versions)],
      comments: [...new Set([...changed.comments, ...changed.hidden].filter((key) => this.#comments.values.has(key)))],
      states: [...new Set([...changed.states, ...changed.placements, ...changed.hidden])],
      members: false,
      pages: false,
    }
  }

  #shelf(root: (typeof ROOTS)[number]): Pick<Shelf<AnnotationId & CommentId, unknown>, 'place' | 'skipped'> {
    return {
      annotations: this.#annotations,
      comments: this.#comments,
      states: this.#states,
      placements: this.#placements,
      versions: this.#versions,
      hidden: this.#hidden,
    }[root]
  }

  /** A version may come after what was placed on it. */
  #placedOn(versions: ReadonlySet<VersionKey>): AnnotationId[] {
    if (versions.size === 0) return []
    const on = ({ value: { version } }: { readonly value: Pick<Placement, 'version'> }) =>
      version !== undefined && versions.has(version)
    return [...this.#annotations.values.values(), ...this.#placements.values.values()].filter(on).map(({ id }) => id)
  }

  /** Values found that are none of this document's: another version's, or somebody's nonsense. */
  get skipped(): number {
    return ROOTS.reduce((sum, root) => sum + this.#shelf(root).skipped, 0)
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

  placement(annotation: AnnotationId): { readonly value: Placement; readonly writer: MemberId } | undefined {
    return this.#placements.values.get(annotation)
  }

  hidden(key: OwnedKey): { readonly by: MemberId } | undefined {
    const said = this.#hidden.values.get(key)
    return said?.value.hidden && this.#keys.isAdmin(said.writer) ? { by: said.writer } : undefined
  }

  async putHidden(key: OwnedKey, value: Hiding): Promise<void> {
    if (!this.#keys.isAdmin(this.#keys.member)) throw new NotYours('only an admin of the space says that')
    await this.edit([{ root: 'hidden', key, value: checked(hidingValue, value) }], 'hidden')
  }

  versions(): ReadonlyMap<VersionKey, PageVersion> {
    const proven = [...this.#versions.values.values()].filter(({ id, writer }) => writer === ownerOf(id))
    return new Map(proven.map(({ id, value }) => [id, value]))
  }

  fateOf(root: 'annotations' | 'comments', key: AnnotationId | CommentId): ValueFate {
    return this.fate({ root, key })
  }

  async putVersion(key: VersionKey, value: PageVersion): Promise<void> {
    await this.edit([{ root: 'versions', key: this.own(key), value: checked(versionValue, value) }], 'version')
  }

  async putPlacement(annotation: AnnotationId, value: Placement): Promise<void> {
    await this.edit([{ root: 'placements', key: annotation, value: checkedPlacement(value) }], 'placement')
  }

  async putMany(
    annotations: readonly (readonly [AnnotationId, Annotation])[],
    comments: readonly (readonly [CommentId, Comment])[],
    states: readonly (readonly [AnnotationId, ThreadState])[] = [],
    kind: 'import' | 'share' | 'undo' = 'import',
  ): Promise<void> {
    const puts: Put[] = [
      ...annotations.map(([key, value]) => ({
        root: 'annotations' as const,
        key: this.own(key),
        value: checkedAnnotation(value),
      })),
      ...comments.map(([key, value]) => ({
        root: 'comments' as const,
        key: this.own(key),
        value: checked(commentValue, value),
      })),
      ...states.map(([key, value]) => ({ root: 'states' as const, key, value: checked(stateValue, value) })),
    ]
    await this.edit(puts, kind)
  }

  async putAnnotation(id: AnnotationId, value: Annotation): Promise<void> {
    await this.edit([{ root: 'annotations', key: this.own(id), value: checkedAnnotation(value) }], 'annotation')
  }

  async putComment(id: CommentId, value: Comment): Promise<void> {
    const comment: Put = { root: 'comments', key: this.own(id), value: checked(commentValue, value) }
    // D14: nobody else would have what it is about.
    const about = this.keptAt({ root: 'annotations', key: value.annotation })
    const before: Put[] = about === undefined ? [] : [{ root: 'annotations', key: value.annotation, value: about }]
    await this.edit([...before, comment], 'comment')
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
