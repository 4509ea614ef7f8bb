import { headElement } from './shell/page-root.ts'

/**
 * Follows the page's address through navigation without a load. `currententrychange` fires after the change and only for real ones
 * (`navigate` also for cancelled ones and downloads); browsers without the Navigation API have two of the three ways it changes.
 * @see https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-navigation-interface
 */
export function followAddress(moved: (address: string) => void, until: AbortSignal): void {
  let last = location.href
  const look = () => {
    if (location.href === last) return
    last = location.href
    moved(last)
  }
  const navigation = (globalThis as { readonly navigation?: EventTarget }).navigation
  if (navigation) navigation.addEventListener('currententrychange', look, { signal: until })
  else {
    addEventListener('popstate', look, { signal: until })
    addEventListener('hashchange', look, { signal: until })
  }
}

/** Titles that count or blink are not told more often. */
const TITLE_MS = 1_000

/** Follows the page's title: single-page sites give it a moment after the address, and people know pages by it. */
export function followTitle(changed: () => void, until: AbortSignal): void {
  let last = document.title
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    timer = undefined
    if (document.title === last || until.aborted) return
    last = document.title
    changed()
    timer = setTimeout(look, TITLE_MS)
  }
  const head = headElement()
  if (!head) return
  const observer = new MutationObserver(() => {
    if (timer === undefined) look()
  })
  observer.observe(head, { childList: true, characterData: true, subtree: true })
  until.addEventListener('abort', () => {
    observer.disconnect()
    clearTimeout(timer)
  })
}

/** Resolves at once, or when a prerendered page is really shown: until then nobody looks at it. */
export function shown(until: AbortSignal): Promise<void> {
  if (!(document as { readonly prerendering?: boolean }).prerendering) return Promise.resolve()
  return new Promise((resolve) =>
    document.addEventListener('prerenderingchange', () => resolve(), { once: true, signal: until }),
  )
}
