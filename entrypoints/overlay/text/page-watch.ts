/** Quiet time before a build, so that a burst of changes costs one. */
const SETTLE_MS = 60
/** A build may take at most one part in this many of the time: a page that never rests must not be slowed by us. */
const SHARE = 20
/** Longest wait for idle time. */
const PATIENCE_MS = 500
/** Attributes that commonly show or hide text. */
const SHOWING = ['hidden', 'open', 'class', 'style', 'contenteditable']

/** True when a change can touch the page's own text. Our host comes, goes and moves without that. */
function concerns(record: MutationRecord, host: Element | null): boolean {
  if (!host) return true
  if (record.target === host) return false
  if (record.type !== 'childList') return true
  for (const nodes of [record.addedNodes, record.removedNodes])
    for (let i = 0; i < nodes.length; i++) if (nodes[i] !== host) return true
  return false
}

/**
 * Says when the page's text may have changed: `build` is called in idle time, after changes have settled.
 * The observer sits on the document, so it outlives `document.open()` and a replaced `<body>`.
 */
export function watchPage(page: Document, host: () => Element | null, build: () => void, until: AbortSignal) {
  let stale = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let idle: number | undefined
  let notBefore = 0
  const rest = () => {
    clearTimeout(timer)
    if (idle !== undefined) cancelIdleCallback(idle)
    timer = undefined
    idle = undefined
  }
  const due = () => {
    idle = undefined
    if (take()) build()
  }
  const touched = () => {
    stale = true
    if (timer !== undefined || idle !== undefined || until.aborted) return
    timer = setTimeout(
      () => {
        timer = undefined
        idle = requestIdleCallback(due, { timeout: PATIENCE_MS })
      },
      Math.max(SETTLE_MS, notBefore - performance.now()),
    )
  }
  const observer = new MutationObserver((records) => {
    const own = host()
    if (records.some((record) => concerns(record, own))) touched()
  })
  const take = (): boolean => {
    // What the observer has not told yet counts too: somebody is about to rely on the text.
    if (observer.takeRecords().some((record) => concerns(record, host()))) stale = true
    const was = stale
    stale = false
    rest()
    return was
  }
  const options = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SHOWING }
  observer.observe(page, options)
  // Style sheets arrive, and media queries turn, without any change of the tree.
  page.addEventListener('load', (event) => event.target instanceof HTMLLinkElement && touched(), {
    capture: true,
    signal: until,
  })
  page.defaultView?.addEventListener('resize', touched, { signal: until })
  touched()
  until.addEventListener(
    'abort',
    () => {
      observer.disconnect()
      rest()
    },
    { once: true },
  )
  return {
    /** True when a build is due; it is then taken as done. */
    takeStale: take,
    /** A build has been made, and took so long. */
    built(tookMs: number): void {
      notBefore = performance.now() + tookMs * SHARE
    },
  }
}
