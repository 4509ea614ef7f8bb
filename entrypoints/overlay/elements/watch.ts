import type { Desk } from '../desk.ts'

/** Time for a burst of changes to come to one search; and how many times as long as a search has taken none follows it. */
const SETTLE_MS = 120
/** A page that animates by script changes in every frame: where things are is looked at less often. */
const FOLLOW_MS = 40
const REST = 6
/** Attributes that say which element it is, or whether it is shown. */
const TELLING = ['id', 'name', 'src', 'href', 'alt', 'aria-label', 'role', 'class', 'style', 'hidden', 'open']

const TREE = { subtree: true, childList: true, attributes: true, attributeFilter: TELLING }

/**
 * While elements are followed: says when the page has changed around them (`changed`, after it has settled), and asks the shell to look where
 * everything is when a size, a transition or the tree changed.
 */
export function watchElements(
  { shell, events, until }: Pick<Desk, 'shell' | 'events' | 'until'>,
  changed: () => Promise<void>,
): { follow(elements: readonly Element[], on: boolean): void } {
  let following = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let stirring: ReturnType<typeof setTimeout> | undefined
  let notBefore = 0
  const settle = async () => {
    // What changes from now on asks for a search of its own.
    timer = undefined
    const began = performance.now()
    await changed()
    const now = performance.now()
    notBefore = now + (now - began) * REST
  }
  const tree = new MutationObserver((records) => {
    if (records.every(({ target }) => target === shell.host)) return
    stirring ??= setTimeout(() => {
      stirring = undefined
      shell.stir()
    }, FOLLOW_MS)
    timer ??= setTimeout(() => void settle(), Math.max(SETTLE_MS, notBefore - performance.now()))
  })
  const sizes = new ResizeObserver(() => shell.stir())
  for (const type of ['transitionend', 'animationend', 'toggle'] as const)
    events.on(type, () => {
      if (following) shell.stir()
    })
  const rest = () => {
    following = false
    tree.disconnect()
    clearTimeout(timer)
    clearTimeout(stirring)
    timer = undefined
    stirring = undefined
  }
  until.addEventListener('abort', () => {
    rest()
    sizes.disconnect()
  })
  return {
    follow(elements, on) {
      sizes.disconnect()
      for (const element of elements) sizes.observe(element)
      if (on && !following) tree.observe(document, TREE)
      if (!on && following) rest()
      following = on
    },
  }
}
