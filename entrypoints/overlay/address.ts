import { MAX_GIVEN } from '../../shared/domain/address-bounds.ts'
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

const MAX_TITLE = 300

/** Where the page is, by its own words: all that the engine goes by. */
export interface Whereabouts {
  readonly address: string
  readonly title: string
  readonly canonical?: string
}

/**
 * Reads where the page is. Its canonical link counts at the address at which it was first seen as it is: single-page sites leave the one of
 * the page before (SPEC PC). A page that names several names none.
 */
export function whereaboutsReader(): () => Whereabouts {
  let [link, at] = ['', '']
  return () => {
    const now = canonicalLink()
    const here = location.href.split('#', 1)[0] ?? ''
    if (now !== link) [link, at] = [now, here]
    return {
      address: location.href.slice(0, MAX_GIVEN),
      title: document.title.slice(0, MAX_TITLE),
      ...(link !== '' && at === here ? { canonical: link } : {}),
    }
  }
}

function canonicalLink(): string {
  const links = headElement()?.querySelectorAll<HTMLLinkElement>('link[rel~=canonical i][href]') ?? []
  const named = new Set(Array.from(links, ({ href }) => href))
  const [only = ''] = named
  return named.size === 1 && only.length <= MAX_GIVEN ? only : ''
}

/** Titles that count or blink are not told more often. */
const NEWS_MS = 1_000

/**
 * Follows what the page's head says of it, its title and canonical link: single-page sites give them a moment after the address, and people
 * know pages by them.
 */
export function followHead(read: () => Whereabouts, changed: () => void, until: AbortSignal): void {
  const words = () => {
    const { title, canonical } = read()
    return JSON.stringify([title, canonical])
  }
  let last = words()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    timer = undefined
    const now = until.aborted ? last : words()
    if (now === last) return
    last = now
    changed()
    timer = setTimeout(look, NEWS_MS)
  }
  const head = headElement()
  if (!head) return
  const observer = new MutationObserver(() => {
    if (timer === undefined) look()
  })
  observer.observe(head, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['href', 'rel'],
  })
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
