import type { Frame, Page, Protocol } from 'puppeteer-core'

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

async function rootOf(page: Page): Promise<Node> {
  const session = await page.createCDPSession()
  try {
    return (await session.send('DOM.getDocument', { depth: -1, pierce: true })).root
  } finally {
    await session.detach()
  }
}

/** All words that the overlay draws from attributes, and its labels. */
export async function overlayWords(page: Page): Promise<string> {
  const host = [...walk(await rootOf(page))].find(
    (node) => node.shadowRoots?.some(({ shadowRootType }) => shadowRootType === 'closed') && node.localName !== 'input',
  )
  if (host === undefined) return ''
  return [...walk(host)]
    .map((node) => `${attribute(node, 'data-words')} ${attribute(node, 'aria-label')} ${node.nodeValue ?? ''}`)
    .join(' ')
    .replace(/\s+/g, ' ')
}

/** Other people's cursors as drawn in this page at this moment. */
export async function cursorsIn(page: Page): Promise<SeenCursor[]> {
  return [...walk(await rootOf(page))]
    .filter((node) => hasClass(node, 'cursor') && hasClass(node, 'here'))
    .map((node) => {
      const [, x = 'NaN', y = 'NaN'] = /translate\(([-\d.]+)px, ([-\d.]+)px\)/.exec(attribute(node, 'style')) ?? []
      const label = [...walk(node)].find((child) => attribute(child, 'data-words') !== '')
      return { name: label ? attribute(label, 'data-words') : '', x: Number(x), y: Number(y) }
    })
}

/** What has the keyboard in this page, in the overlay too, as a screen reader would say it: "button Highlight". Frames answer for themselves. */
export async function focusedIn(page: Page): Promise<string> {
  const session = await page.createCDPSession()
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const focused = nodes.findLast(({ properties }) =>
      properties?.some(({ name, value }) => name === 'focused' && value.value === true),
    )
    return focused ? `${String(focused.role?.value)} ${String(focused.name?.value)}` : ''
  } finally {
    await session.detach()
  }
}

/** The document has been painted: until then Chromium gives a field the keys and not their letters, for keys pressed by DevTools within milliseconds. */
export const drawn = (place: Frame | Page): Promise<void> =>
  place.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  )

/** What has the keyboard inside one document of ours; empty while the keyboard is elsewhere. */
export const focusedInside = (place: Frame): Promise<string> =>
  place.evaluate(() => {
    if (!document.hasFocus()) return ''
    const active = document.activeElement
    return active?.getAttribute('aria-label') ?? active?.textContent ?? ''
  })

export interface SeenBox {
  /** In document pixels. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Boxes of what the overlay draws with this class and shows: pins, ink. */
export async function boxesOf(page: Page, className: string): Promise<SeenBox[]> {
  const session = await page.createCDPSession()
  try {
    const root = (await session.send('DOM.getDocument', { depth: -1, pierce: true })).root
    const [{ cssVisualViewport: view }, ...models] = await Promise.all([
      session.send('Page.getLayoutMetrics'),
      ...[...walk(root)]
        .filter((node) => hasClass(node, className) && node.shadowRootType === undefined)
        .map(({ nodeId }) => session.send('DOM.getBoxModel', { nodeId }).catch(() => undefined)),
    ])
    return models.flatMap((found) => {
      const [left = 0, top = 0] = found?.model.border ?? []
      if (!found) return []
      const { width, height } = found.model
      return [{ left: left + view.pageX, top: top + view.pageY, width, height }]
    })
  } finally {
    await session.detach()
  }
}
