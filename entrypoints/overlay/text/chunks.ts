import { flatContains } from './flat-tree.ts'
import { type Notes, read } from './reader.ts'
import { Reading } from './reading.ts'

/** A stretch of the page in reading order: from its first node to the next one's. */
export interface Chunk {
  readonly start: Node
  reading: Reading
  /** False until it has been read for the first time. */
  known: boolean
  previous: Chunk | undefined
  next: Chunk | undefined
  /** Its first node has left its place: the chunk before reads on into what remains. */
  broken: boolean
  /** Taken out; the one before it has what was left of it. */
  dead: boolean
}

/** Siblings looked back at for one that has been read, before the whole parent is read again. */
const LOOK_BACK = 1_000
/** Chunks looked at again by one sweep. */
const SWEPT = 8
/** What a change makes of one chunk is read in one go up to so many times the size at first. */
const GROWTH = 3

const chunkFrom = (start: Node): Chunk => ({
  start,
  reading: new Reading(),
  known: false,
  previous: undefined,
  next: undefined,
  broken: false,
  dead: false,
})

/**
 * The page in chunks, each read for itself. A change makes the chunks it may concern due; reading one of them (`step`) reads as much as
 * there is up to the next one's first node, and hands what is too much to a new chunk. So no piece of work is long.
 */
export class Chunks implements Notes {
  readonly closed = new WeakSet<Node>()
  readonly mute = new WeakSet<Node>()
  readonly seeRoot: (root: ShadowRoot) => void
  readonly #home = new WeakMap<Node, Chunk>()
  readonly #startOf = new WeakMap<Node, Chunk>()
  readonly #due = new Set<Chunk>()
  readonly #unknown = new Set<Chunk>()
  readonly #root: Node
  readonly #host: () => Element | null
  #first: Chunk
  #reading: Chunk
  #swept: Chunk | undefined

  /** @param seeRoot told of every open shadow root that is read, again and again */
  constructor(root: Node, host: () => Element | null, seeRoot: (root: ShadowRoot) => void) {
    this.#root = root
    this.#host = host
    this.seeRoot = seeRoot
    this.#first = chunkFrom(root)
    this.#reading = this.#first
    this.#insert(this.#first, undefined)
  }

  get root(): Node {
    return this.#root
  }

  /** Something waits to be read. */
  get pending(): boolean {
    return this.#due.size > 0
  }

  /** All of the page has been read at least once. */
  get whole(): boolean {
    return this.#unknown.size === 0
  }

  *[Symbol.iterator](): Generator<Chunk> {
    for (let chunk: Chunk | undefined = this.#first; chunk; chunk = chunk.next) yield chunk
  }

  #insert(chunk: Chunk, after: Chunk | undefined): void {
    chunk.previous = after
    chunk.next = after?.next
    if (chunk.next) chunk.next.previous = chunk
    if (after) after.next = chunk
    this.#startOf.set(chunk.start, chunk)
    this.#due.add(chunk)
    this.#unknown.add(chunk)
  }

  #drop(chunk: Chunk): void {
    if (chunk.previous) chunk.previous.next = chunk.next
    if (chunk.next) chunk.next.previous = chunk.previous
    if (this.#startOf.get(chunk.start) === chunk) this.#startOf.delete(chunk.start)
    this.#due.delete(chunk)
    this.#unknown.delete(chunk)
    chunk.dead = true
  }

  /** Reads what waits longest. True when that changed anything. */
  step(): boolean {
    for (const chunk of this.#unknown.size > 0 ? this.#unknown : this.#due) return this.#readAgain(chunk)
    return false
  }

  /** Reads the chunk of a node if it waits. */
  stepAt(node: Node): boolean {
    const chunk = this.homeOf(node)
    return chunk !== undefined && this.#due.has(chunk) && this.#readAgain(chunk)
  }

  #readAgain(chunk: Chunk): boolean {
    this.#due.delete(chunk)
    if (chunk.previous && (chunk.broken || !chunk.start.isConnected)) {
      this.#due.add(chunk.previous)
      this.#drop(chunk)
      return true
    }
    this.#reading = chunk
    const { reading, rest, ended } = read(chunk.start, this.#root, this, this.#host(), chunk.known ? GROWTH : 1)
    const changed = !chunk.known || !reading.same(chunk.reading)
    if (changed) chunk.reading = reading
    chunk.known = true
    this.#unknown.delete(chunk)
    if (ended && chunk.next) {
      while (chunk.next) this.#drop(chunk.next)
      return true
    }
    if (rest) {
      this.#insert(chunkFrom(rest), chunk)
      return true
    }
    return changed
  }

  /** A text that stands in the chunk of its parent needs no entry: half of all nodes are texts, and entries are dear. */
  visit(node: Node): void {
    const parent = node.nodeType === Node.ELEMENT_NODE ? null : node.parentNode
    if (!parent || this.#home.get(parent) !== this.#reading || this.#home.has(node)) this.#home.set(node, this.#reading)
  }

  stopsAt(node: Node): boolean {
    const other = this.#startOf.get(node)
    if (!other || other === this.#reading || other.broken) return false
    const passed: Chunk[] = []
    let next = this.#reading.next
    for (; next && next !== other; next = next.next) passed.push(next)
    // Not among those that come: it stood before, and has been moved here.
    if (!next) {
      other.broken = true
      this.#due.add(other)
      return false
    }
    for (const chunk of passed) this.#drop(chunk)
    return true
  }

  /** The chunk that holds a node that has been read; the text of its descendants may go on in the next ones. */
  homeOf(node: Node): Chunk | undefined {
    let chunk =
      this.#home.get(node) ?? (node instanceof Text && node.parentNode ? this.#home.get(node.parentNode) : undefined)
    while (chunk?.dead) chunk = chunk.previous
    return chunk
  }

  /** Everything in an element, from the chunk of a node in it on. */
  touchAll(element: Node, from: Node = element): void {
    let chunk = this.homeOf(from)
    if (!chunk) return
    this.#due.add(chunk)
    if (this.closed.has(element) && element !== from) return
    for (chunk = chunk.next; chunk && (chunk.broken || flatContains(element, chunk.start)); chunk = chunk.next)
      this.#due.add(chunk)
  }

  /** False when the node has not been read. What is typed into a field concerns nobody. */
  touch(node: Node): boolean {
    if (node.parentNode && this.closed.has(node.parentNode)) return true
    const chunk = this.homeOf(node)
    if (chunk) this.#due.add(chunk)
    return chunk !== undefined
  }

  touchEverything(): void {
    for (const chunk of this) this.#due.add(chunk)
  }

  /** Makes the next few due, round and round: for changes that nobody is told of. */
  sweep(): void {
    let chunk = this.#swept && !this.#swept.dead ? this.#swept.next : undefined
    for (let i = 0; i < SWEPT; i++) {
      chunk ??= this.#first
      this.#due.add(chunk)
      this.#swept = chunk
      chunk = chunk.next
      if (!chunk) break
    }
  }

  /** A node was taken from where it stood. */
  touchRemoved(node: Node): void {
    let chunk = this.homeOf(node)
    if (!chunk) return
    if (flatContains(node, chunk.start)) chunk.broken = true
    this.#due.add(chunk)
    for (chunk = chunk.next; chunk && (chunk.broken || flatContains(node, chunk.start)); chunk = chunk.next) {
      chunk.broken = true
      this.#due.add(chunk)
    }
  }

  /** Something came or went in a parent, after a sibling. */
  touchAfter(parent: Node, sibling: Node | null): void {
    if (this.closed.has(parent)) return
    let looked = 0
    let before = sibling
    while (before && (!this.#home.has(before) || !before.isConnected) && looked++ < LOOK_BACK)
      before = before.previousSibling
    if (before && looked >= LOOK_BACK) this.touchAll(parent)
    else if (before && this.#home.has(before)) this.#due.add(this.#lastOf(before))
    else this.touch(parent)
  }

  /** The chunk in which a node that has been read ends. */
  #lastOf(node: Node): Chunk {
    let chunk = this.homeOf(node) ?? this.#first
    while (chunk.next && (chunk.next.broken || flatContains(node, chunk.next.start))) chunk = chunk.next
    return chunk
  }
}
