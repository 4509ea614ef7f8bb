import type { Server } from 'node:http'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Asked, FakeCall } from './huddle-pages/fake-call.ts'
import { type LabState, labStates, openLab, pressIn, type Size, serveLab } from './huddle-pages/open.ts'
import { colourObjections, nightFalls, objections } from './pages/axe.ts'
import { launch } from './pages/open.ts'

/** The huddle window in every state that it has, over a call that stands still and writes down what is asked of it. */
const USUAL: Size = { width: 420, height: 640 }
const STRIP: Size = { width: 280, height: 160 }
const LARGE: Size = { width: 1180, height: 760 }

let browser: Browser
let server: Server
let origin: string
let states: readonly LabState[]

beforeAll(async () => {
  ;({ server, origin } = await serveLab())
  browser = await launch()
  states = await labStates(browser, origin)
})
afterEach(async () => {
  for (const page of await browser.pages()) if (page.url().startsWith(origin)) await page.close()
})
afterAll(async () => {
  await browser?.close()
  server?.close()
})

const named = (name: string): LabState => {
  const found = states.find((one) => one.name === name)
  if (!found) throw new Error(`no state ${name}`)
  return found
}
const open = async (name: string, size = USUAL): Promise<Page> =>
  openLab(await browser.newPage(), origin, named(name), size)

interface Lab {
  readonly lab: {
    readonly call: FakeCall
    closed(): number
  }
}
const asked = async (page: Page): Promise<readonly Asked[]> =>
  (await page.evaluate(() => (globalThis as unknown as Lab).lab.call.asked)).filter((one) => one.do !== 'watch')
const become = (page: Page, change: object) =>
  page.evaluate((to) => (globalThis as unknown as Lab).lab.call.become(to), change)
const reads = (page: Page, words: string) =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, words)

const WIDE = [
  'talking',
  'video',
  'video-mixed',
  'connections',
  'share-two',
  'twelve',
  'settings',
  'files',
  'long-names',
]
const NARROW = [
  'talking',
  'muted',
  'twelve',
  'two',
  'alone',
  'sharing',
  'share',
  'trouble-denied',
  'refusedPeer',
  'left',
]

/**
 * Everything by day; then the colours by day and by night, with the see-through buttons out of the way: axe takes what lies under one for
 * covered.
 */
async function faults(page: Page): Promise<string[]> {
  const all = await objections(page)
  await page.addStyleTag({ content: '.about { display: none !important }' })
  const day = await colourObjections(page)
  await nightFalls(page)
  return [...all, ...day, ...(await colourObjections(page)).map((words) => `by night ${words}`)]
}

describe('the huddle window, by day and by night', () => {
  it('knows its states', () => expect(states.length).toBeGreaterThan(40))

  it.each([
    ['as it opens', USUAL, undefined],
    ['large', LARGE, WIDE],
    ['as a strip', STRIP, NARROW],
  ] as const)(
    '%s has nothing that axe objects to, and nothing beside its edge',
    async (_how, size, names) => {
      const found: string[] = []
      const page = await browser.newPage()
      for (const one of names?.map(named) ?? states) {
        await openLab(page, origin, one, size)
        for (const words of await faults(page)) found.push(`${one.name}: ${words}`)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > size.width) found.push(`${one.name}: ${wide} px wide`)
      }
      expect(found).toEqual([])
    },
    240_000,
  )
})

describe('the controls', () => {
  it('are called what people and tests call them, in each of their states', async () => {
    const page = await open('talking')
    const names = () =>
      page.$$eval('.toolbar > button, .mute-tool > button', (all) =>
        all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label')),
      )
    expect(await names()).toEqual(['Mute', 'Start video', 'Share screen', 'Raise hand', 'React', 'More', 'Leave'])
    const on = { on: true, opening: false }
    await become(page, { microphone: { on: false, opening: false }, camera: on, screen: on })
    await page.waitForSelector('[aria-label="Unmute"]')
    expect((await names()).slice(0, 3)).toEqual(['Unmute', 'Stop video', 'Stop sharing'])
    const list = await page.waitForSelector('::-p-aria([name="In this huddle"][role="list"])')
    expect(await list?.$$eval('li', (all) => all.length)).toBe(4)
  })

  it('stay in reach in the smallest window; what has no room is in the menu', async () => {
    const page = await open('talking', STRIP)
    for (const name of ['Mute', 'Start video', 'Share screen', 'More', 'Leave'])
      await page.waitForSelector(`::-p-aria(${name})`, { visible: true })
    await pressIn(page, 'More')
    await pressIn(page, 'Raise your hand')
    expect(await asked(page)).toEqual([{ do: 'setHand', with: [true] }])
  })

  it('what others write while the chat is closed is counted on its button, shown and spoken; open, it is read', async () => {
    const page = await open('talking')
    const button = () => page.$eval('.head [aria-expanded]', (one) => one.getAttribute('aria-label'))
    await become(page, { chat: { count: 0 } })
    expect(await button()).toBe('Chat')
    await become(page, { chat: { count: 2, last: { name: 'Ben', body: 'Look at the second page' } } })
    await page.waitForSelector('[aria-label="Chat, 2 new"]')
    expect(await page.$eval('[role="status"].chat-news', (line) => (line as HTMLElement).innerText)).toBe(
      'Ben wrote: Look at the second page',
    )
    expect(await objections(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(USUAL.width)
    await page.click('.chat-news button')
    await page.waitForSelector('aside.chat')
    expect([await button(), await page.$('.chat-news button')]).toEqual(['Chat', null])
    await become(page, { chat: { count: 3, last: { name: 'Ben', body: 'And the third' } } })
    expect([await button(), await page.$('.chat-news button')]).toEqual(['Chat', null])
  })

  it('Leave is one press; the window closes once the call says that it has left', async () => {
    const page = await open('talking')
    const closed = () => page.evaluate(() => (globalThis as unknown as Lab).lab.closed())
    await pressIn(page, 'Leave')
    expect(await asked(page)).toEqual([{ do: 'leave', with: [] }])
    expect(await closed()).toBe(0)
    await become(page, { stage: 'left' })
    await page.waitForFunction(() => (globalThis as unknown as Lab).lab.closed() === 1)
    await reads(page, 'You left')
  })

  it('left for a reason, the window stays, says which, and offers to rejoin', async () => {
    const page = await open('talking')
    await become(page, { stage: 'left', words: 'Another window took over.' })
    await reads(page, 'Another window took over.')
    await pressIn(page, 'Rejoin')
    expect((await asked(page)).map((one) => one.do)).toEqual(['enter'])
    expect(await page.evaluate(() => (globalThis as unknown as Lab).lab.closed())).toBe(0)
  })
})

describe('the keyboard', () => {
  it('M mutes; Space talks while it is held, but presses a button that has the keyboard', async () => {
    const page = await open('muted')
    await page.keyboard.press('m')
    await page.keyboard.down('Space')
    await page.keyboard.up('Space')
    await page.focus('[aria-label="Raise hand"]')
    await page.keyboard.press('Space')
    expect(await asked(page)).toEqual([
      { do: 'setMuted', with: [false] },
      { do: 'pushToTalk', with: [true] },
      { do: 'pushToTalk', with: [false] },
      { do: 'setHand', with: [true] },
    ])
  })

  it('returns to where it was when a dialog closes, and the title is read out when it opens', async () => {
    const page = await open('talking')
    await page.focus('[aria-label="About Ben"]')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H2')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'About Ben')
    await page.focus('[aria-label="More"]')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'More')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
    await page.keyboard.press('Enter')
    await reads(page, 'Noise suppression')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'More')
  })

  it('single keys can be switched off, and stay so', async () => {
    const page = await open('keys')
    await page.click('input[role="switch"]')
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    await page.reload()
    await reads(page, 'Ben')
    await page.keyboard.press('m')
    expect(await asked(page)).toEqual([])
    await page.evaluate(() => localStorage.clear())
  })
})

describe('what is told', () => {
  it('announcements, hands and reactions are spoken politely', async () => {
    const page = await open('two')
    const said = () => page.$eval('[role="log"]', (log) => [...log.children].map((line) => line.textContent))
    expect(await said()).toEqual([])
    await page.evaluate(() => {
      const { call } = (
        globalThis as unknown as { lab: { call: { state: { others: object[] }; become(to: object): void } } }
      ).lab
      call.become({
        others: call.state.others.map((person) => ({ ...person, hand: true, reaction: '🎉' })),
        announcements: [{ at: 5, words: 'Second joined.' }],
      })
    })
    await page.waitForFunction(() => document.querySelectorAll('[role="log"] p').length === 3)
    expect(await said()).toEqual(['Second joined.', 'Ben raises a hand.', 'Ben: Party.'])
  })

  it('the call learns which pictures are on screen, how wide, and when they are gone', async () => {
    const page = await open('video', LARGE)
    const watched = () =>
      page.evaluate(
        () => (globalThis as unknown as Lab).lab.call.asked.filter((one) => one.do === 'watch').at(-1)?.with[0],
      )
    await page.waitForFunction(
      () =>
        ((globalThis as unknown as Lab).lab.call.asked.filter((one) => one.do === 'watch').at(-1)?.with[0] as object[])
          ?.length === 3,
    )
    for (const [, seen] of (await watched()) as Array<[string, { camera: number }]>)
      expect(seen.camera).toBeGreaterThan(300)
    // A camera that rests goes on being asked for.
    await page.evaluate(() => {
      const { call } = (
        globalThis as unknown as { lab: { call: { state: { others: object[] }; become(to: object): void } } }
      ).lab
      call.become({
        others: call.state.others.map((person, n) => (n === 0 ? { ...person, cameraPaused: 'theirs-slow' } : person)),
      })
    })
    await reads(page, 'video rests')
    await page.waitForFunction(() => document.querySelectorAll('video').length === 3)
    const before = JSON.stringify(await watched())
    await page.setViewport({ width: 900, height: 700 })
    await page.waitForFunction(
      (old) =>
        JSON.stringify(
          (globalThis as unknown as Lab).lab.call.asked.filter((one) => one.do === 'watch').at(-1)?.with[0],
        ) !== old,
      {},
      before,
    )
    expect(await watched()).toHaveLength(3)
    await become(page, { others: [] })
    await page.waitForFunction(
      () =>
        ((globalThis as unknown as Lab).lab.call.asked.filter((one) => one.do === 'watch').at(-1)?.with[0] as object[])
          ?.length === 0,
    )
  })
})

describe('the small window on top', () => {
  it('shows who speaks, mutes, and goes back', async () => {
    const page = await open('talking')
    await pressIn(page, 'More')
    await pressIn(page, 'Small window on top')
    const inside = (run: string) =>
      page.evaluate((code) => {
        const { window: small } = (globalThis as unknown as { documentPictureInPicture: { window: Window | null } })
          .documentPictureInPicture
        return small === null ? undefined : new Function('page', `return ${code}`)(small.document)
      }, run)
    await page.waitForFunction(
      () =>
        (
          globalThis as unknown as { documentPictureInPicture: { window: Window | null } }
        ).documentPictureInPicture.window?.document.querySelector('.tile') !== null,
    )
    expect(await inside('page.querySelector(\'[aria-label="In this huddle"]\').innerText')).toContain('Ben')
    expect(await inside("[...page.querySelectorAll('.toolbar button')].map((one) => one.ariaLabel)")).toEqual([
      'Mute',
      'Show window',
      'Leave',
    ])
    expect(await inside("page.querySelector('.tile').offsetWidth > 150")).toBe(true)
    expect(await inside("page.defaultView.getComputedStyle(page.querySelector('.tool')).borderRadius")).not.toBe('0px')
  })
})

describe('whom and what', () => {
  it('people are rung whom one chose', async () => {
    const page = await open('alone')
    await pressIn(page, 'Ring people')
    await page.click('.ringable li:first-child input')
    await pressIn(page, 'Ring Ben')
    await page.waitForFunction(() => document.querySelector('dialog') === null)
    expect(await asked(page)).toEqual([{ do: 'ring', with: [['2'.repeat(32)]] }])
  })

  it('a screen is pointed at and drawn on, in shares of its picture', async () => {
    const page = await open('share')
    const box = await (await page.$('canvas.pen'))?.boundingBox()
    if (!box) throw new Error('no canvas')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    await page.mouse.move(middle.x + 20, middle.y)
    await page.mouse.up()
    const points = (await asked(page)).flatMap((one) => (one.do === 'point' ? one.with : [])) as Array<{
      x: number
      stroke?: number
    } | null>
    expect(points[0]?.x).toBeCloseTo(0.5, 1)
    expect(points.some((point) => point?.stroke !== undefined)).toBe(true)
    expect(points.at(-1)?.stroke).toBeUndefined()
  })

  it('a refused person is offered nothing; the way out of a trouble asks the call', async () => {
    const page = await open('refusedPeer')
    await pressIn(page, 'About Second')
    await reads(page, 'Not verified. Nothing is sent to them')
    expect(await page.$$eval('dialog button', (all) => all.map((one) => one.innerText.trim()))).not.toContain(
      'Send a file',
    )
    const troubled = await open('trouble-denied')
    await pressIn(troubled, 'Try again')
    await pressIn(troubled, 'Listen only')
    expect((await asked(troubled)).map((one) => one.do)).toEqual(['act', 'dismiss'])
    expect(await troubled.evaluate(() => document.body.innerText)).not.toContain('does not let this window')
  })

  it('in a narrow window with a notice, a shared screen and files the people stay in sight', async () => {
    const page = await open('crowded', { width: 300, height: 520 })
    const tiles = await page.$$eval('.tile', (all) =>
      all.map((tile) => tile.getBoundingClientRect()).map(({ height }) => height),
    )
    expect(Math.min(...tiles)).toBeGreaterThan(40)
    expect(await page.$eval('.tray', (tray) => tray.getBoundingClientRect().height)).toBeLessThan(50)
    await pressIn(page, 'More')
    await reads(page, 'Turn it off?')
    await pressIn(page, '2 files, 1 for you')
    await reads(page, 'Decline')
  })

  it('with the chat open in the usual window, Mute and Leave stay in sight', async () => {
    const page = await open('chat-away')
    for (const name of ['Mute', 'Leave']) {
      const seen = await page.$eval(`[aria-label="${name}"]`, (button) => {
        const { left, top, width, height } = button.getBoundingClientRect()
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2))
      })
      expect(seen, name).toBe(true)
    }
    await pressIn(page, 'Close chat')
    await reads(page, 'Third')
  })

  it('who points on a screen that is not seen is marked on its tab', async () => {
    const page = await open('share-two')
    await page.evaluate(() => {
      const { call } = (globalThis as unknown as Lab).lab
      const [one, mine] = [call.state.others[0], call.state.screens.find((screen) => screen.mine)]
      if (one && mine)
        call.pointed.emit({ device: one.device, point: { screen: mine.device, x: 0.5, y: 0.5, stroke: 1 } })
    })
    await page.waitForSelector('.whose button[title="Ben points here"] .points')
  })

  it('once everyone has left, that is what is said', async () => {
    const page = await open('talking')
    await become(page, { others: [] })
    await reads(page, 'Everyone has left')
  })

  it('asked for another huddle, Escape stays', async () => {
    const page = await open('asked')
    await page.keyboard.press('Escape')
    expect((await asked(page)).map((one) => one.do)).toEqual(['stay'])
  })
})
