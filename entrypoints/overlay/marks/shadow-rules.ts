/** In Chromium a highlight's look is inherited into shadow trees; Firefox looks for a rule in each tree itself. */
const needed = () => CSS.supports('-moz-appearance', 'none')

/**
 * Puts the highlights' rules into open shadow roots, as adopted sheets: the page's objects are touched by that, its DOM is not. Where the
 * browser does not let us, marks in that tree stay unpainted; they are found, hit and listed all the same.
 */
export class ShadowRules {
  readonly #dressed = new Set<WeakRef<ShadowRoot>>()
  readonly #known = new WeakSet<ShadowRoot>()
  readonly #rules: string
  #sheet: CSSStyleSheet | undefined

  constructor(rules: string, until: AbortSignal) {
    this.#rules = rules
    until.addEventListener('abort', () => this.#takeAway(), { once: true })
  }

  /** Again each time: a page may set its sheets anew. */
  dress(roots: readonly ShadowRoot[]): void {
    if (roots.length === 0 || !needed()) return
    for (const root of roots) {
      try {
        const sheets = [...root.adoptedStyleSheets]
        if (this.#sheet && sheets.includes(this.#sheet)) continue
        root.adoptedStyleSheets = [...sheets, this.#made()]
        if (!this.#known.has(root)) this.#dressed.add(new WeakRef(root))
        this.#known.add(root)
      } catch {
        // The page's objects are not ours to use here.
      }
    }
  }

  #made(): CSSStyleSheet {
    if (!this.#sheet) {
      this.#sheet = new CSSStyleSheet()
      this.#sheet.replaceSync(this.#rules)
    }
    return this.#sheet
  }

  #takeAway(): void {
    for (const dressed of this.#dressed) {
      const root = dressed.deref()
      if (root) root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter((sheet) => sheet !== this.#sheet)
    }
    this.#dressed.clear()
  }
}
