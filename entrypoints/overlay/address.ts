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

/** Resolves at once, or when a prerendered page is really shown: until then nobody looks at it. */
export function shown(until: AbortSignal): Promise<void> {
  if (!(document as { readonly prerendering?: boolean }).prerendering) return Promise.resolve()
  return new Promise((resolve) =>
    document.addEventListener('prerenderingchange', () => resolve(), { once: true, signal: until }),
  )
}
