import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import type { ElementHandle, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { comment, createSpace, highlight, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

const EARLY = 'Water does not plan'
const LATE = 'A detour that has grown over a long time'

const NEAR = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) if (node.data.includes(${JSON.stringify(LATE)})) {
    const { top, bottom } = node.parentElement.getBoundingClientRect()
    return scrollY > 100 && bottom > 0 && top < innerHeight
  }
})()`

/** A space is taken along as a file, brought into another, and one annotation is sent to a friend as a link. */
describe('taking it along', () => {
  const { relay, site, chromium } = stage()
  let ada: ChromiumBrowser
  let tab: ChromiumTab
  let article: string
  let settings: Page
  let surface: Surface
  let downloads: string

  beforeAll(async () => {
    const { address } = await relay()
    const { origin } = await site()
    article = `${origin}/article`
    downloads = await mkdtemp(path(tmpdir(), 'huddlemark-saved-'))
    ada = await chromium()
    await ada.puppet.defaultBrowserContext().overridePermissions(origin, ['clipboard-read', 'clipboard-write'])
    const session = await ada.puppet.target().createCDPSession()
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
    tab = await ada.open(article)
    await createSpace(ada, tab, { name: 'Ada', space: 'Design team', relay: address })
    await show(ada, tab)
    await highlight(tab, EARLY)
    await comment(tab, LATE, 'Is this true of habits, too?')
  })
  afterAll(() => rm(downloads, { recursive: true, force: true }))

  const choose = async (file: string) => {
    const field = (await settings.waitForSelector(
      '.takeout input[type=file]',
    )) as ElementHandle<HTMLInputElement> | null
    await field?.uploadFile(file)
  }

  const linkOf = async () => {
    await tab.card().press('Copy link')
    await tab.card().reads('Members of Design team come straight here')
    return until('the link', async () => {
      const text = await tab.inPage<string>('navigator.clipboard.readText()')
      return text.includes('/join#') && text
    })
  }

  it('a link to one annotation opens its page for who joins by it, and shows the place', async () => {
    const link = await linkOf()
    const ben = await chromium()
    const benTab = await ben.open(link)
    const popup = await ben.popup(benTab)
    await popup.reads('an annotation there')
    await popup.type('Your name', 'Ben')
    await popup.press('Join space')
    await until('the page', async () => benTab.url === article)
    await ben.closePopup()
    await show(ben, benTab)
    await until('the words in view', () => benTab.inPage<boolean>(NEAR))
    // Whoever is in the space is asked nothing.
    const again = await ben.open(link)
    await ben.popup(again)
    await until('the page at once', async () => again.url === article)
    await ben.closePopup()
    await show(ben, again)
    await until('the words in view', () => again.inPage<boolean>(NEAR))
  })

  it('a space is saved as Web Annotations', async () => {
    const extension = [...(await ada.puppet.extensions()).values()][0]
    settings = await ada.puppet.newPage()
    await settings.goto(`chrome-extension://${extension?.id}/options.html`)
    surface = ada.surface(settings)
    await surface.press('Web Annotations', 'button')
    await surface.reads('Saved as Design-team')
    const file = await until('the file', async () =>
      (await readdir(downloads)).find((name) => name.endsWith('.jsonld')),
    )
    const all = JSON.parse(await readFile(path(downloads, file), 'utf8'))
    expect(all).toMatchObject([
      { type: 'Annotation', creator: { name: 'Ada' }, target: { selector: [{ exact: EARLY }, {}] } },
      { body: [{ value: 'Is this true of habits, too?' }], target: { selector: [{ exact: LATE }, {}] } },
    ])
  })

  it('and goes into another space, once however often it is brought', async () => {
    const file = path(downloads, (await readdir(downloads))[0] ?? '')
    const select = await settings.waitForSelector('select')
    await select?.focus()
    await settings.keyboard.type('Just')
    await choose(file)
    await surface.reads('2 annotations and 1 comment on 1 page.')
    await surface.press('Import into Just me', 'button')
    await surface.reads('Imported into Just me: 2 annotations and 1 comment on 1 page.')
    await choose(file)
    await surface.reads('Everything in this file is here already.')
  })
})
