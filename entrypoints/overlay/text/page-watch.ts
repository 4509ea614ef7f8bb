import type { Chunks } from './chunks.ts'

/** Attributes that may show or hide text, by themselves or through a rule of the page's; so do all `data-` and `aria-` ones. */
const SHOWING = /^(class|hidden|open|contenteditable|slot|dir|lang|role|popover|inert|rowspan|colspan|(data|aria)-.*)$/
/** What in a style attribute shows or hides text: scripts write the rest for every frame of a movement. */
const SHOWING_STYLE = /display|visibility|--/
const STYLE_SOURCES = new Set(['style', 'link'])
const OPTIONS = { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true }

const isStyle = (node: Node | null) => node instanceof Element && STYLE_SOURCES.has(node.localName)

/** Makes the chunks due that a change of the page concerns. Our own host comes, goes and moves without that. */
export class PageWatch {
  readonly #page: Document
  readonly #host: () => Element | null
  readonly #chunks: () => Chunks
  readonly #observer: MutationObserver
  readonly #roots = new WeakSet<ShadowRoot>()
  /** Open shadow roots seen, the way from a point to what is in them. Gone ones are forgotten when asked for. */
  #seen: WeakRef<ShadowRoot>[] = []
  readonly #touched: () => void

  /**
   * The observer sits on the document, so it outlives `document.open()` and a replaced `<body>`.
   * @param touched after something was made due
   */
  constructor(
    page: Document,
    host: () => Element | null,
    chunks: () => Chunks,
    touched: () => void,
    until: AbortSignal,
  ) {
    this.#page = page
    this.#host = host
    this.#chunks = chunks
    this.#touched = touched
    this.#observer = new MutationObserver((records) => this.#tell(records))
    this.#observer.observe(page, OPTIONS)
    until.addEventListener('abort', () => this.#observer.disconnect(), { once: true })
  }

  /** What the observer has not told yet counts too: somebody is about to rely on the text. */
  take(): void {
    this.#tell(this.#observer.takeRecords())
  }

  /** An open shadow root: its changes are told to nobody outside. */
  follow(root: ShadowRoot, until: AbortSignal): void {
    if (this.#roots.has(root)) return
    this.#roots.add(root)
    this.#seen.push(new WeakRef(root))
    this.#observer.observe(root, OPTIONS)
    root.addEventListener('slotchange', () => this.#all(root.host), { signal: until })
  }

  roots(): ShadowRoot[] {
    const roots = this.#seen.flatMap((seen) => seen.deref() ?? [])
    if (roots.length < this.#seen.length) this.#seen = roots.map((root) => new WeakRef(root))
    return roots.filter((root) => root.isConnected)
  }

  #all(element: Element): void {
    this.#chunks().touchAll(element)
    this.#touched()
  }

  #tell(records: readonly MutationRecord[]): void {
    if (records.length === 0) return
    const host = this.#host()
    const chunks = this.#chunks()
    for (const record of records) {
      if (record.target === host) continue
      if (record.type === 'childList') this.#children(record, host, chunks)
      else if (record.type === 'attributes') this.#attribute(record, chunks)
      else if (isStyle(record.target.parentNode)) chunks.touchEverything()
      else if (!chunks.touch(record.target))
        this.#place(record.target.parentNode, record.target.previousSibling, chunks)
    }
    this.#touched()
  }

  #children(
    { target, addedNodes, removedNodes, previousSibling }: MutationRecord,
    host: Element | null,
    chunks: Chunks,
  ) {
    let others = 0
    for (const nodes of [addedNodes, removedNodes])
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i] as Node
        if (node === host) continue
        others++
        if (isStyle(node) || isStyle(target)) chunks.touchEverything()
      }
    for (let i = 0; i < removedNodes.length; i++) {
      const node = removedNodes[i] as Node
      chunks.touchRemoved(node)
      const tree = target.getRootNode()
      // A slot that has gone tells nobody that what it held is elsewhere now.
      if (
        tree instanceof ShadowRoot &&
        node instanceof Element &&
        (node.localName === 'slot' || node.querySelector('slot'))
      )
        chunks.touchAll(tree.host)
    }
    if (others > 0) this.#place(target, previousSibling, chunks)
  }

  #place(parent: Node | null, previous: Node | null, chunks: Chunks): void {
    if (parent instanceof ShadowRoot) chunks.touchAfter(parent.host, previous)
    else if (parent instanceof Element && parent.shadowRoot) chunks.touchAll(parent)
    else if (parent) chunks.touchAfter(parent, previous)
  }

  /** A rule of the page's may hang on it for what comes after in the same parent, too. */
  #attribute({ target, attributeName, oldValue }: MutationRecord, chunks: Chunks): void {
    const element = target as Element
    const name = attributeName ?? ''
    if (name === 'style') {
      if (SHOWING_STYLE.test(oldValue ?? '') || SHOWING_STYLE.test(element.getAttribute('style') ?? ''))
        chunks.touchAll(element)
    } else if (!SHOWING.test(name) || oldValue === element.getAttribute(name)) return
    else if (element === this.#page.documentElement || element === chunks.root) chunks.touchEverything()
    else chunks.touchAll(element.parentElement ?? element, element)
  }
}
