import { FlatWalk, flatParent } from './flat-tree.ts'
import { Reading } from './reading.ts'
import { breaks, shown, skipped } from './reading-rules.ts'
import { signOf } from './signs.ts'

/** What is read in one go: little enough that reading it again after a change is no work. */
const MOST_CHARS = 4_096
const MOST_NODES = 256

/** What became of the elements that were read; asked for when they change. */
export interface Notes {
  /** A node was come to, while a chunk is read. */
  visit(node: Node): void
  /** True when the reading ends before this node. */
  stopsAt(node: Node): boolean
  /** An open shadow root: what changes in it is told to nobody else. */
  seeRoot(root: ShadowRoot): void
  /** Elements that are not entered. */
  readonly closed: WeakSet<Node>
  /** Elements whose own text is hidden while their children's may not be. */
  readonly mute: WeakSet<Node>
}

export interface Read {
  readonly reading: Reading
  /** The node that would be read next; none at the stop or at the end. */
  readonly rest: Node | undefined
  /** Nothing comes after. */
  readonly ended: boolean
}

/**
 * Reads from a node in reading order until a stop, the end of `root`, or as much as is read in one go.
 * @param host our own element, whose text is not the page's
 */
export function read(from: Node, root: Node, notes: Notes, host: Element | null, factor = 1): Read {
  const walk = new FlatWalk(from)
  const reading = new Reading()
  let left = MOST_NODES * factor
  for (let node: Node | null = from; node; ) {
    if (node !== from && notes.stopsAt(node)) return { reading: reading.done(), rest: undefined, ended: false }
    if (left-- <= 0 || reading.length > MOST_CHARS * factor)
      return { reading: reading.done(), rest: node, ended: false }
    notes.visit(node)
    node = enter(node, walk, reading, notes, host) ?? leave(node, root, walk, reading)
    if (node === root) return { reading: reading.done(), rest: undefined, ended: true }
  }
  return { reading: reading.done(), rest: undefined, ended: false }
}

/** Takes a text, or answers the first node in an element that is read. */
function enter(node: Node, walk: FlatWalk, reading: Reading, notes: Notes, host: Element | null): Node | null {
  if (node.nodeType === Node.TEXT_NODE) {
    const parent = flatParent(node)
    if (!parent || !notes.mute.has(parent)) reading.add(node as Text)
    return null
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return null
  const element = node as Element
  if (breaks(element)) reading.boundary()
  const how = element === host || skipped(element) ? 'nothing' : shown(element)
  note(notes.closed, element, how === 'nothing')
  note(notes.mute, element, how === 'children')
  if (how === 'nothing') return null
  if (element.shadowRoot) notes.seeRoot(element.shadowRoot)
  const first = walk.first(element)
  const sign = signOf(element)
  if (sign) reading.sign(sign)
  if (sign && !first) reading.sign({ what: 'end' })
  return first
}

function note(set: WeakSet<Node>, node: Node, on: boolean): void {
  if (on) set.add(node)
  else set.delete(node)
}

/** The next node outside this one, leaving elements on the way; the root at its end, null where there is no root around. */
function leave(from: Node, root: Node, walk: FlatWalk, reading: Reading): Node | null {
  let node: Node | null = from
  for (; node && node !== root; node = walk.parent(node)) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (breaks(node as Element)) reading.boundary()
      // The first one was not entered, or was empty.
      if (node !== from && signOf(node as Element)) reading.sign({ what: 'end' })
    }
    const next = walk.sibling(node)
    if (next) return next
  }
  return node
}
