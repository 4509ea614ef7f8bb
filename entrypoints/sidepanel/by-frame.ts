import type { PanelItem } from '../../shared/contract/views.ts'

interface Group {
  /** Undefined for the page's own. */
  readonly page: string | undefined
  /** Which frame it is, for people. */
  readonly name: string
  readonly items: readonly PanelItem[]
}

/** The page's own items, then each frame's, as they come: the engine lists them in this order. */
export function byFrame(items: readonly PanelItem[]): readonly Group[] {
  const groups = new Map<string | undefined, Group & { readonly items: PanelItem[] }>()
  for (const item of items) {
    const page = item.frame?.page
    const group = groups.get(page) ?? { page, name: nameOf(item.frame), items: [] }
    groups.set(page, group)
    group.items.push(item)
  }
  return [...groups.values()]
}

const nameOf = (frame: PanelItem['frame']): string =>
  frame === undefined ? '' : frame.title.trim() || (URL.parse(frame.page)?.host ?? frame.page)
