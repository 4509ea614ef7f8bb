import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { cursorsIn } from './kit/inside.ts'
import { comment, createSpace, highlight, invite, join, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

const RIVER = 'A river is the memory of a million such small decisions'
const SHAPE = 'the shape feeds itself'

/** Lines 3 and 4 of the first story: two people on one page. */
describe('two people on one page', () => {
  const { relay, site, chromium } = stage()
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab

  beforeAll(async () => {
    const { address } = await relay()
    const { origin } = await site()
    ada = await chromium()
    ben = await chromium({ viewport: { width: 820, height: 760 } })
    adaTab = await ada.open(`${origin}/article`)
    benTab = await ben.open(`${origin}/article`)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: address })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
  })

  it('each sees who is here', async () => {
    await adaTab.see('Ben')
    await benTab.see('Ada')
  })

  it("each sees the other's cursor, with the name, where it points in a window of another width", async () => {
    await adaTab.moveTo(SHAPE)
    const rect = (await benTab.inPage(
      `(() => { const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); for (let node; (node = walker.nextNode()); ) if (node.data.includes('${SHAPE}')) { const box = node.parentElement.getBoundingClientRect(); return { left: box.left + scrollX, top: box.top + scrollY, right: box.right + scrollX, bottom: box.bottom + scrollY } } })()`,
    )) as { left: number; top: number; right: number; bottom: number }
    const seen = await until("Ada's cursor inside the paragraph she points at", async () =>
      (await cursorsIn(benTab.page)).find(
        ({ name, x, y }) => name === 'Ada' && x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom,
      ),
    )
    expect(seen.name).toBe('Ada')
    await benTab.moveTo('Why bends grow')
    await until("Ben's cursor", async () => (await cursorsIn(adaTab.page)).some(({ name }) => name === 'Ben'))
  })

  it('the bar comes for selected words, and Esc sends it away', async () => {
    await adaTab.select(RIVER)
    await adaTab.see('Annotate selection', 'toolbar')
    await adaTab.see('Not on this site', 'button')
    await adaTab.key('Escape')
    await adaTab.gone('Annotate selection', 'toolbar')
  })

  it("Ada's highlight appears on Ben's page, in her colour", async () => {
    await highlight(adaTab, RIVER)
    await until('one painted place at Ben', async () => (await benTab.painted('yellow')) === 1)
    expect(
      await benTab.inPage(
        `[...[...CSS.highlights].find(([name, one]) => name.includes('yellow') && one.size > 0)[1]].map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset)).join('')`,
      ),
    ).toBe(RIVER)
  })

  it('she comments, Ben opens the thread beside the text and replies, Ada sees the reply', async () => {
    await comment(adaTab, SHAPE, 'Is this true of habits, too?')
    await adaTab.card().reads('Design team · 2 people')
    await benTab.see('Thread by Ada, 1 comment', 'button')
    await benTab.press('Thread by Ada, 1 comment', 'button')
    const card = benTab.card()
    await card.see('Thread', 'dialog')
    await card.reads('Is this true of habits, too?')
    await card.type('Reply', 'Mine, certainly.')
    await card.press('Post')
    await adaTab.card().reads('Mine, certainly.')
  })

  it('Ben edits his comment, deletes it and takes that back', async () => {
    const card = benTab.card()
    await card.press('Edit')
    await card.type('Edit comment', 'Mine, certainly. All of them.')
    await card.press('Save')
    await adaTab.card().reads('Mine, certainly. All of them.')
    await card.press('Delete')
    await card.reads('Hidden for everyone')
    await until(
      'the comment to be hidden at Ada',
      async () =>
        !(await adaTab.page
          .frames()
          .find((frame) => frame.url().includes('/card.html'))
          ?.evaluate(() => document.body.innerText.includes('Mine, certainly'))),
    )
    await card.press('Undo')
    await adaTab.card().reads('Mine, certainly. All of them.')
  })

  it('the thread is resolved by one and reopened by the other', async () => {
    await adaTab.card().press('Resolve')
    await benTab.card().see('Reopen')
    await benTab.card().press('Reopen')
    await adaTab.card().see('Resolve')
  })

  it('Ada removes her own highlight; Ben cannot remove it', async () => {
    await benTab.key('Escape')
    await adaTab.key('Escape')
    await benTab.cardGone()
    await adaTab.cardGone()
    await benTab.clickWords(RIVER)
    await benTab.card().see('Thread', 'dialog')
    expect(await benTab.card().has('Remove highlight')).toBe(false)
    await benTab.key('Escape')
    await benTab.cardGone()
    await adaTab.clickWords(RIVER)
    await adaTab.press('Remove highlight', 'button')
    await until('only the discussed words to stay painted at Ben', async () => (await benTab.painted('yellow')) === 1)
  })

  it('X22 X23 what Ada writes for herself alone stays with her, until she shares it', async () => {
    const painted = (marks: number) =>
      until(`${marks} marks at Ben`, async () => (await benTab.painted('yellow')) === marks)
    await adaTab.select('Why bends grow')
    await adaTab.press('Only me', 'button')
    await adaTab.press('Comment', 'button')
    const card = adaTab.card()
    await card.see('Thread', 'dialog')
    await card.type('Write a comment', 'Not ready yet.')
    await card.press('Post')
    await card.see('Share with Design team', 'button')
    await adaTab.see('Thread by Ada, only me, 1 comment', 'button')
    await adaTab.key('Escape')
    await adaTab.cardGone()
    // What she marks for all afterwards comes to Ben, and that alone.
    await adaTab.select(RIVER)
    await adaTab.press('Only me', 'button')
    await adaTab.press('Highlight', 'button')
    await painted(2)
    await adaTab.press('Thread by Ada, only me, 1 comment', 'button')
    await adaTab.card().press('Share with Design team')
    await painted(3)
    await adaTab.gone('Thread by Ada, only me, 1 comment', 'button')
  })

  it('whoever closes the tab is gone at once', async () => {
    await benTab.close()
    await adaTab.gone('Ben')
    await until("Ben's cursor to go", async () => (await cursorsIn(adaTab.page)).length === 0)
  })
})
