import type { Page, Protocol } from 'puppeteer-core'

/** What is drawn but told to nobody (inert): read through DevTools, which sees into closed shadow roots as no page can. */
type Node = Protocol.DOM.Node

const attribute = (node: Node, name: string): string => {
  const at = node.attributes?.indexOf(name) ?? -1
  return at < 0 || at % 2 === 1 ? '' : (node.attributes?.[at + 1] ?? '')
}

function* walk(node: Node): Generator<Node> {
  yield node
  for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) yield* walk(child)
}

const hasClass = (node: Node, name: string): boolean => attribute(node, 'class').split(' ').includes(name)

export interface SeenCursor {
  readonly name: string
  /** In document pixels. */
  readonly x: number
  readonly y: number
}

/** Other people's cursors as drawn in this page at this moment. */
export async function cursorsIn(page: Page): Promise<SeenCursor[]> {
  const session = await page.createCDPSession()
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true })
    return [...walk(root)]
      .filter((node) => hasClass(node, 'cursor') && hasClass(node, 'here'))
      .map((node) => {
        const [, x = 'NaN', y = 'NaN'] = /translate\(([-\d.]+)px, ([-\d.]+)px\)/.exec(attribute(node, 'style')) ?? []
        const label = [...walk(node)].find((child) => attribute(child, 'data-words') !== '')
        return { name: label ? attribute(label, 'data-words') : '', x: Number(x), y: Number(y) }
      })
  } finally {
    await session.detach()
  }
}
