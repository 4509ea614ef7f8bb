import type { Annotation, Comment, PageVersion, VersionKey } from '../../domain/annotation.ts'
import { type AnnotationId, type CommentId, type MemberId, type OwnedKey, ownerOf } from '../../domain/ids.ts'
import { Signal } from '../../kit/signal.ts'
import type { DocumentChange, PageDocument, ValueFate } from '../document-parts.ts'
import type { Threaded } from './visit.ts'

type Parts = readonly [main: Threaded, ...others: Threaded[]]
interface Stored {
  readonly writer: MemberId
}

/** What its owner wrote goes before what somebody else put under the same key in another document. */
const isProven = (key: OwnedKey, { writer }: Stored): boolean => writer === ownerOf(key)

function union<Value extends Stored>(maps: readonly ReadonlyMap<OwnedKey, Value>[]): ReadonlyMap<OwnedKey, Value> {
  const all = new Map<OwnedKey, Value>()
  for (const map of maps) {
    for (const [key, value] of map) {
      const known = all.get(key)
      if (!known || (!isProven(key, known) && isProven(key, value))) all.set(key, value)
    }
  }
  return all
}

function homeIn<Value extends Stored>(
  parts: Parts,
  key: OwnedKey,
  mapOf: (part: Threaded) => ReadonlyMap<OwnedKey, Value>,
): Threaded | undefined {
  const having = parts.filter((part) => mapOf(part).has(key))
  return having.find((part) => isProven(key, mapOf(part).get(key) as Value)) ?? having[0]
}

/**
 * Several documents as the one page that an admin says they are (W9). What belongs to an annotation is read from, and goes into, the document
 * in which the annotation lives; what is new goes into the main one, the first.
 */
export class MergedPage implements Threaded {
  readonly changed = new Signal<DocumentChange>()
  readonly #parts: Parts

  constructor(parts: Parts, until: AbortSignal) {
    this.#parts = parts
    for (const part of parts) part.changed.listen((change) => this.changed.emit(change), until)
  }

  get id() {
    return this.#parts[0].id
  }

  annotations() {
    return union(this.#parts.map((part) => part.annotations()))
  }

  comments() {
    return union(this.#parts.map((part) => part.comments()))
  }

  state(annotation: AnnotationId) {
    return this.#home(annotation).state(annotation)
  }

  placement(annotation: AnnotationId) {
    return this.#home(annotation).placement(annotation)
  }

  hidden(key: OwnedKey) {
    return this.#homeOfKey(key).hidden(key)
  }

  async putHidden(...[key, value]: Parameters<PageDocument['putHidden']>): Promise<void> {
    await this.#homeOfKey(key).putHidden(key, value)
  }

  fateOf(root: 'annotations' | 'comments', key: OwnedKey): ValueFate {
    const mapOf = (part: Threaded): ReadonlyMap<OwnedKey, Stored> =>
      root === 'annotations' ? part.annotations() : part.comments()
    return (homeIn(this.#parts, key, mapOf) ?? this.#parts[0]).fateOf(root, key)
  }

  versions(): ReadonlyMap<VersionKey, PageVersion> {
    return new Map(this.#parts.flatMap((part) => [...part.versions()]))
  }

  #home(annotation: AnnotationId): Threaded {
    return homeIn(this.#parts, annotation, (part) => part.annotations()) ?? this.#parts[0]
  }

  #homeOfKey(key: OwnedKey): Threaded {
    return homeIn(this.#parts, key, (part) => part.comments()) ?? this.#home(key)
  }

  #homeOfComment(id: CommentId, { annotation }: Comment): Threaded {
    return homeIn(this.#parts, id, (part) => part.comments()) ?? this.#home(annotation)
  }

  async putAnnotation(id: AnnotationId, value: Annotation): Promise<void> {
    const home = this.#home(id)
    await this.#bring(value.version, home)
    await home.putAnnotation(id, value)
  }

  async putComment(id: CommentId, value: Comment): Promise<void> {
    await this.#homeOfComment(id, value).putComment(id, value)
  }

  async putThread(...thread: Parameters<PageDocument['putThread']>): Promise<void> {
    await this.#bring(thread[0][1].version, this.#parts[0])
    await this.#parts[0].putThread(...thread)
  }

  async putState(...[annotation, value]: Parameters<PageDocument['putState']>): Promise<void> {
    await this.#home(annotation).putState(annotation, value)
  }

  async putPlacement(...[annotation, value]: Parameters<PageDocument['putPlacement']>): Promise<void> {
    const home = this.#home(annotation)
    await this.#bring(value.version, home)
    await home.putPlacement(annotation, value)
  }

  async putVersion(key: VersionKey, value: PageVersion): Promise<void> {
    await this.#parts[0].putVersion(key, value)
  }

  /** One commit for each document that has a part in it. */
  async putMany(...[annotations, comments, states = [], kind]: Parameters<PageDocument['putMany']>): Promise<void> {
    const brought = new Set(annotations.map(([id]) => id))
    const homeOf = (id: CommentId, value: Comment) =>
      brought.has(value.annotation) ? this.#home(value.annotation) : this.#homeOfComment(id, value)
    for (const part of this.#parts) {
      const own = annotations.filter(([id]) => this.#home(id) === part)
      const said = comments.filter(([id, value]) => homeOf(id, value) === part)
      for (const [, { version }] of own) await this.#bring(version, part)
      const stated = states.filter(([id]) => this.#home(id) === part)
      if (own.length + said.length + stated.length > 0) await part.putMany(own, said, stated, kind)
    }
  }

  /** A version stands beside what refers to it, so that taking the alias back loses none. One that another member keeps stays where it is. */
  async #bring(key: VersionKey | undefined, to: Threaded): Promise<void> {
    const value = key && !to.versions().has(key) ? this.versions().get(key) : undefined
    if (key === undefined || !value) return
    await to.putVersion(key, value).catch(() => undefined)
  }
}
