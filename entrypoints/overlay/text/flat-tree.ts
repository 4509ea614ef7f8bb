/** The flattened tree: what is rendered where, open shadow roots and slots included. Closed roots are as if they were not there. */

/** The slot or shadow host or parent that a node is rendered in. */
export function flatParent(node: Node): Node | null {
  const parent = node.parentNode
  if (!parent) return null
  if (parent instanceof ShadowRoot) return parent.host
  if (parent instanceof Element && parent.shadowRoot && (node instanceof Element || node instanceof Text))
    return node.assignedSlot ?? parent
  return parent
}

/** True when a node is rendered inside an element, or is it. */
export function flatContains(outer: Node, node: Node): boolean {
  for (let up: Node | null = node; up; up = flatParent(up)) if (up === outer) return true
  return false
}

interface SlotFrame {
  readonly slot: HTMLSlotElement
  readonly nodes: readonly Node[]
  at: number
}

function assigned(node: Node): readonly Node[] {
  if ((node as Element).localName !== 'slot' || !(node instanceof HTMLSlotElement)) return []
  return node.assignedNodes()
}

/** Steps through the flattened tree in reading order, by hand and not by recursion: scripts can nest deeper than any stack. */
export class FlatWalk {
  /** Slots we are in: which of their nodes comes next is known only by their list. */
  readonly #frames: SlotFrame[] = []

  constructor(from: Node) {
    for (let node: Node | null = from; node; node = flatParent(node)) {
      const slot = flatParent(node)
      const nodes = slot && slot !== node.parentNode ? assigned(slot) : []
      const at = nodes.indexOf(node)
      if (at >= 0) this.#frames.unshift({ slot: slot as HTMLSlotElement, nodes, at })
    }
  }

  /** The first node inside an element; null when it is empty. */
  first(element: Element): Node | null {
    const root = element.shadowRoot
    if (root) return root.firstChild
    const nodes = assigned(element)
    if (nodes[0]) this.#frames.push({ slot: element as HTMLSlotElement, nodes, at: 0 })
    return nodes[0] ?? element.firstChild
  }

  /** The node after this one in the same element, or null; then `parent` leaves it. */
  sibling(node: Node): Node | null {
    const frame = this.#frames.at(-1)
    return frame?.nodes[frame.at] === node ? (frame.nodes[++frame.at] ?? this.#back(frame)) : node.nextSibling
  }

  #back(frame: SlotFrame): null {
    frame.at--
    return null
  }

  parent(node: Node): Node | null {
    const frame = this.#frames.at(-1)
    if (frame?.nodes[frame.at] === node) {
      this.#frames.pop()
      return frame.slot
    }
    const parent = node.parentNode
    return parent instanceof ShadowRoot ? parent.host : parent
  }
}
