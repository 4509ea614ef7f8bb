import { COLOURS, type Colour } from '../../../shared/domain/annotation.ts'
import { ShadowRules } from './shadow-rules.ts'

/** How a mark looks beside its colour; each pair is one rule in highlights.css. */
export const LOOKS = ['rest', 'changed', 'resolved', 'hover', 'active', 'flash'] as const
export type Look = (typeof LOOKS)[number]

/** Later ones are painted over earlier ones. */
const priorityOf = (look: Look) => LOOKS.indexOf(look)
const nameOf = (colour: Colour, look: Look) => `huddlemark-${colour}-${look}`

interface Layer {
  readonly name: string
  readonly highlight: Highlight
  /** Our own list of what is in it: from a content script Firefox lets nobody iterate a Highlight. */
  readonly ranges: Set<StaticRange>
}

/** What one mark has on the page. */
export interface Strokes {
  readonly layer: string
  readonly ranges: readonly StaticRange[]
}

/**
 * Paints ranges through the CSS Custom Highlight API, one shared Highlight per colour and look. StaticRanges only: the browser
 * updates live ranges at every change the page makes, and a page with thousands would feel it.
 */
export class Painter {
  readonly #layers = new Map<string, Layer>()
  readonly #rules: ShadowRules

  /** @param rules the style rules of the highlights, for shadow trees */
  constructor(until: AbortSignal, rules: string) {
    this.#rules = new ShadowRules(rules, until)
    for (const colour of COLOURS)
      for (const look of LOOKS) {
        const highlight = new Highlight()
        highlight.priority = priorityOf(look)
        const name = nameOf(colour, look)
        this.#layers.set(name, { name, highlight, ranges: new Set() })
      }
    until.addEventListener('abort', () => this.#takeAway(), { once: true })
  }

  /** Paints ranges and answers what to hand to `erase`. */
  paint(colour: Colour, look: Look, ranges: readonly StaticRange[]): Strokes {
    const name = nameOf(colour, look)
    const layer = this.#layers.get(name)
    if (layer && ranges.length > 0) {
      for (const range of ranges) {
        layer.highlight.add(range)
        layer.ranges.add(range)
      }
      // Set again each time: a page may clear the registry, which is its own too.
      if (!CSS.highlights.has(name)) CSS.highlights.set(name, layer.highlight)
    }
    return { layer: name, ranges }
  }

  erase(strokes: Strokes): void {
    const layer = this.#layers.get(strokes.layer)
    if (!layer) return
    for (const range of strokes.ranges) {
      layer.highlight.delete(range)
      layer.ranges.delete(range)
    }
    if (layer.ranges.size === 0) CSS.highlights.delete(layer.name)
  }

  /**
   * Puts back what the page took out of the registry.
   * @param roots shadow trees in which ranges may be
   */
  restore(roots: readonly ShadowRoot[]): void {
    this.#rules.dress(roots)
    for (const { name, highlight, ranges } of this.#layers.values())
      if (ranges.size > 0 && !CSS.highlights.has(name)) CSS.highlights.set(name, highlight)
  }

  #takeAway(): void {
    for (const { name, highlight, ranges } of this.#layers.values()) {
      CSS.highlights.delete(name)
      highlight.clear()
      ranges.clear()
    }
  }
}
