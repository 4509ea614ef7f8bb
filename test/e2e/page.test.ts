import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { beginAlone, comment, highlight, show } from './kit/people.ts'
import type { Site } from './kit/site.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** Line 5 of the first story, and pages that fight back. */
describe('whatever the page does', () => {
  const { site: startSite, chromium } = stage()
  let site: Site
  let ada: ChromiumBrowser
  let tab: ChromiumTab

  beforeAll(async () => {
    site = await startSite()
    ada = await chromium()
    tab = await ada.open(`${site.origin}/article`)
    await beginAlone(ada, tab, 'Ada')
  })

  it('moving inside a single-page site, each of its pages shows its own marks', async () => {
    await tab.goto(`${site.origin}/spa/one`)
    await show(ada, tab)
    await highlight(tab, 'lighthouses')
    await tab.press('Two', 'link')
    await until('the second page to have none', async () => (await tab.painted('yellow')) === 0)
    await highlight(tab, 'ropes and tar')
    await until('its own', async () => (await tab.painted('yellow')) === 1)
    await tab.press('One', 'link')
    await until(
      'the first one again',
      async () =>
        (await tab.inPage<string>(
          `[...[...CSS.highlights].find(([name, one]) => name.includes('yellow') && one.size > 0)?.[1] ?? []].map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset)).join()`,
        )) === 'lighthouses',
    )
    await tab.back()
    await until(
      'back: the second',
      async () =>
        (await tab.inPage<string>(
          `[...[...CSS.highlights].find(([name, one]) => name.includes('yellow') && one.size > 0)?.[1] ?? []].map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset)).join()`,
        )) === 'ropes and tar',
    )
  })

  it('over a reload, and back and forward between sites', async () => {
    await tab.goto(`${site.origin}/article`)
    await show(ada, tab)
    await highlight(tab, 'Water does not plan')
    await tab.goto(`${site.origin}/hostile`)
    await tab.back()
    await tab.see('Huddlemark', 'region')
    await until('the mark', async () => (await tab.painted('yellow')) === 1)
    await highlight(tab, 'kept in gravel')
    await until('a new one after coming back', async () => (await tab.painted('yellow')) === 2)
    await tab.reload()
    await until('both after a reload', async () => (await tab.painted('yellow')) === 2)
  })

  it('under the strictest policy the marks are painted and a thread can be written', async () => {
    await tab.goto(`${site.origin}/strict/article`)
    await show(ada, tab)
    await highlight(tab, 'Water does not plan')
    await until('the mark', async () => (await tab.painted('yellow')) === 1)
    await comment(tab, 'the shape feeds itself', 'Even here.')
    await tab.card().reads('Even here.')
  })

  it('a page that removes what is not its own does not get rid of it', async () => {
    await tab.goto(`${site.origin}/hostile`)
    await show(ada, tab)
    await tab.inPage('wipe()')
    expect(await tab.inPage<number>('removed')).toBeGreaterThan(0)
    await tab.see('Huddlemark', 'region')
    await highlight(tab, 'Every stranger')
    await until('the mark', async () => (await tab.painted('yellow')) === 1)
  })

  it('a page that looks for its text and listens for its keys gets nothing', async () => {
    await comment(tab, 'removed as soon as it arrives', 'A secret between us.')
    await tab.card().type('Reply', 'Never to be heard.')
    expect(await tab.inPage<boolean>(`hears('stranger on this page')`)).toBe(true)
    for (const words of ['A secret', 'Never to be', 'Design', 'Only you', 'Ada', 'Highlight', 'Comment'])
      expect([words, await tab.inPage<boolean>(`hears(${JSON.stringify(words)})`)]).toEqual([words, false])
    expect(await tab.inPage<string[]>('keys')).toEqual([])
    // It does hear what is typed into its own field: the listeners were there all the time.
    await tab.key('Escape')
    await tab.type('Own field', 'x')
    expect(await tab.inPage<string[]>('keys')).toContain('x')
  })

  it('words in a field of the page bring no bar', async () => {
    await tab.type('Own field', 'only for the page')
    await tab.inPage(`document.querySelector('input').select()`)
    await tab.key('Shift')
    expect(await tab.has('Annotate selection', 'toolbar')).toBe(false)
  })

  it('"Not on this site" and "Hide overlay" are obeyed', async () => {
    await tab.press('Hide overlay', 'button')
    await tab.gone('Huddlemark', 'region')
    await show(ada, tab)
    await tab.select('Every stranger')
    await tab.press('Not on this site', 'button')
    await tab.gone('Huddlemark', 'region')
    await tab.reload()
    await until('the page to be loaded', async () => tab.inPage<boolean>(`document.readyState === 'complete'`))
    expect(await tab.has('Huddlemark', 'region')).toBe(false)
  })
})
