import { fullscreenElement, rootElement } from './page-root.ts'

/** Elements that draw no children: nothing of ours can stand inside a fullscreen one. */
const CHILDLESS = new Set(['VIDEO', 'AUDIO', 'IFRAME', 'IMG', 'CANVAS', 'OBJECT', 'EMBED'])

/**
 * Where the overlay must stand to be usable now. A modal dialog or a fullscreen element makes everything outside of it inert, popovers in
 * the top layer too, so the overlay goes inside while one is open.
 * @see https://html.spec.whatwg.org/multipage/interaction.html#modal-dialogs-and-inert-subtrees
 */
export function parentNow(page: Document): Element | undefined {
  return popoverInUse() ?? openNow(page)
}

/**
 * The popover of the page in which words are selected, when it is of the kind that closes with the next press outside of it: what is done with
 * the words is to be pressed inside.
 * @see https://html.spec.whatwg.org/multipage/popover.html#popover-light-dismiss
 */
export function popoverInUse(): Element | undefined {
  const selection = getSelection()
  const node = selection?.isCollapsed === false ? selection.anchorNode : null
  const element = node instanceof Element ? node : node?.parentElement
  return element?.closest('[popover]:popover-open:not([popover="manual" i])') ?? undefined
}

function openNow(page: Document): Element | undefined {
  const full = fullscreenElement()
  const modal = [...page.querySelectorAll('dialog:modal')].at(-1)
  if (modal && (!full || full.contains(modal) || !modal.contains(full))) return modal
  if (full && !CHILDLESS.has(full.tagName.toUpperCase())) return full
  return rootElement()
}

/** Moves without resetting what is inside (an iframe keeps its page), where the browser can and the node is in the same document. */
export function moveInto(parent: Element, node: Element): void {
  const into = parent as Element & { moveBefore?: (node: Node, before: Node | null) => void }
  if (node.isConnected && into.moveBefore) {
    try {
      into.moveBefore(node, null)
      return
    } catch {
      // not movable from there: a plain move follows
    }
  }
  parent.append(node)
}
