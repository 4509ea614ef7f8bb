import type { Page } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import type { HuddlesView } from '../../shared/contract/huddle.ts'
import { asked, gone, press, reads, see, tell, untilAsked } from './pages/drive.ts'
import { HUDDLE_STATES } from './pages/huddle-states.ts'
import { huddle, own, ring } from './pages/people.ts'
import { pageStage, stateOf } from './pages/stage.ts'
import type { State } from './pages/state.ts'

/** Huddles where the call window is not: dock and ring card in somebody's page, popup, panel. Without an engine: what is asked of it is written down. */
const stage = pageStage('overlay.js')
const state = (name: string): State => stateOf(HUDDLE_STATES, name)
const open = (name: string, replies: NonNullable<State['script']['replies']> = {}): Promise<Page> => {
  const one = state(name)
  return stage.open({ ...one, script: { ...one.script, replies } })
}
const huddleAsks = async (page: Page) => (await asked(page)).filter((intent) => intent.do.startsWith('huddle-'))
const now = (page: Page, huddles: HuddlesView) => tell(page, { see: 'huddles', huddles })
/** Name of what has the keyboard: in the overlay's root, else in the page. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll('[popover]')].at(-1)?.shadowRoot
    const active = root?.activeElement ?? document.activeElement
    const words = active?.querySelector('[data-words]')?.getAttribute('data-words')
    return active?.getAttribute('aria-label') ?? words ?? active?.id ?? ''
  })
const untilFocused = (page: Page, name: string) => expect.poll(() => focused(page)).toBe(name)
const untilSaid = (page: Page, words: string) =>
  page.waitForFunction(
    (said) => document.querySelector('[popover]')?.shadowRoot?.querySelector(`.toast [data-words="${said}"]`),
    {},
    words,
  )
const chord = async (page: Page) => {
  for (const key of ['Alt', 'Shift'] as const) await page.keyboard.down(key)
  await page.keyboard.press('KeyM')
  for (const key of ['Shift', 'Alt'] as const) await page.keyboard.up(key)
}

describe('the dock', () => {
  it('starts a huddle with one click, which rings everyone in the space', async () => {
    const page = await open('overlay-huddle-none')
    await press(page, 'Start huddle')
    await untilAsked(page, 'huddle-start')
    expect(await huddleAsks(page)).toEqual([{ do: 'huddle-start', ring: 'space' }])
  })

  it('lets one choose whom to ring, by keys too; Escape leads back', async () => {
    const page = await open('overlay-huddle-none')
    await chord(page)
    await untilFocused(page, 'Comment on page')
    for (const name of ['Draw', 'Pin', 'Choose whom to ring']) {
      await page.keyboard.down('Shift')
      await page.keyboard.press('Tab')
      await page.keyboard.up('Shift')
      await untilFocused(page, name)
    }
    await page.keyboard.press('Enter')
    await untilFocused(page, 'Ring everyone in this space')
    await page.keyboard.press('Escape')
    await untilFocused(page, 'Choose whom to ring')
    await gone(page, 'Whom to ring', 'menu')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await untilFocused(page, 'Ring only who is on this page')
    await page.keyboard.press('Enter')
    await untilAsked(page, 'huddle-start')
    expect(await huddleAsks(page)).toEqual([{ do: 'huddle-start', ring: 'page' }])
    await gone(page, 'Whom to ring', 'menu')
  })

  it('closes the choice when the page is clicked, and offers nobody on the page who is not there', async () => {
    const page = await open('overlay-huddle-alone')
    await press(page, 'Choose whom to ring')
    await see(page, 'Start without ringing', 'menuitem')
    expect(await page.$('::-p-aria([name="Ring only who is on this page"])')).toBeNull()
    await page.mouse.click(60, 60)
    await gone(page, 'Whom to ring', 'menu')
  })

  it('joins the one that is on', async () => {
    const page = await open('overlay-huddle-on')
    await press(page, 'Join huddle')
    const { id, space } = huddle('e')
    expect(await untilAsked(page, 'huddle-join')).toEqual([{ do: 'huddle-join', space, huddle: id }])
  })

  it('in a huddle: mutes and unmutes, shows the window, leaves', async () => {
    const page = await open('overlay-huddle-own')
    await press(page, 'Mute')
    await untilAsked(page, 'huddle-mute')
    await now(page, { on: [], own: own({ muted: true }) })
    await press(page, 'Unmute')
    await press(page, 'Show window')
    await press(page, 'Leave')
    await untilAsked(page, 'huddle-leave')
    expect(await huddleAsks(page)).toEqual([
      { do: 'huddle-mute', on: true },
      { do: 'huddle-mute', on: false },
      { do: 'huddle-show' },
      { do: 'huddle-leave' },
    ])
    expect(await page.$('::-p-aria([name="Start huddle"])')).toBeNull()
    await now(page, { on: [] })
    await see(page, 'Start huddle')
  })

  it('a second click meant for Join neither leaves nor opens the microphone; a moment later it does', async () => {
    const page = await open('overlay-huddle-on')
    await press(page, 'Join huddle')
    await untilAsked(page, 'huddle-join')
    await now(page, { on: [], own: own({ muted: true }) })
    await press(page, 'Unmute')
    await press(page, 'Leave')
    const asks = async () => (await huddleAsks(page)).map((intent) => intent.do)
    expect(await asks()).toEqual(['huddle-join'])
    await expect
      .poll(async () => {
        await press(page, 'Leave')
        return asks()
      })
      .toContain('huddle-leave')
  })

  it('after joining, a key is heard at once', async () => {
    const page = await open('overlay-huddle-on')
    await press(page, 'Join huddle')
    await now(page, { on: [], own: own() })
    await see(page, 'Leave')
    await page.focus('::-p-aria([name="Leave"])')
    await page.keyboard.press('Enter')
    await untilAsked(page, 'huddle-leave')
  })

  it('while somebody rings, offers no other huddle first: it is in the menu', async () => {
    const page = await open('overlay-huddle-ring')
    expect(await page.$('::-p-aria([name="Start huddle"])')).toBeNull()
    await press(page, 'Start another huddle')
    await press(page, 'Start without ringing', 'menuitem')
    await untilAsked(page, 'huddle-start')
    expect(await huddleAsks(page)).toEqual([{ do: 'huddle-start', ring: 'nobody', another: true }])
  })

  it('says why it cannot, and what the engine refuses', async () => {
    const page = await open('overlay-huddle-cannot')
    await press(page, 'Start huddle')
    await untilSaid(page, 'This space is private: there is nobody to talk to.')
    expect(await huddleAsks(page)).toEqual([])
    const words = 'The huddle is over.'
    const refused = await open('overlay-huddle-on', { 'huddle-join': { ok: false, words } })
    await press(refused, 'Join huddle')
    await untilSaid(refused, words)
  })

  it('shows the page no names, and does nothing on clicks that the page made up', async () => {
    for (const name of ['overlay-huddle-own-and-another', 'overlay-huddle-ring', 'overlay-huddles-several']) {
      const page = await open(name)
      const hears = (words: string) =>
        page.evaluate((said) => {
          getSelection()?.removeAllRanges()
          return (window as unknown as { find(...how: unknown[]): boolean }).find(said, false, false, true)
        }, words)
      expect(await hears('A margin')).toBe(true)
      for (const words of ['Ben', 'A very long name', 'Design team', 'huddle'])
        expect([words, await hears(words)]).toEqual([words, false])
      await page.evaluate(() => {
        const root = document.querySelector('[popover]')?.shadowRoot
        for (const button of root?.querySelectorAll('button') ?? []) button.click()
      })
      expect(await huddleAsks(page)).toEqual([])
    }
  })
})

describe('somebody rings, in a page', () => {
  it('takes no keys from the page; the shortcut leads to it, and Enter joins', async () => {
    const page = await open('overlay-huddle-none')
    await page.evaluate(() =>
      document.body.insertAdjacentHTML('afterbegin', '<textarea id="own" aria-label="own"></textarea>'),
    )
    await page.focus('#own')
    await now(page, { on: [huddle('e')], ring })
    await see(page, 'Not now')
    await page.keyboard.type('still mine')
    expect(await page.$eval('#own', (field) => (field as HTMLTextAreaElement).value)).toBe('still mine')
    await chord(page)
    await untilFocused(page, 'Join huddle')
    await page.keyboard.press('Enter')
    expect(await untilAsked(page, 'huddle-join')).toEqual([
      { do: 'huddle-join', space: ring.space, huddle: ring.huddle },
    ])
    await gone(page, 'Not now')
  })

  it('is spoken once', async () => {
    const page = await open('overlay-huddle-none')
    await now(page, { on: [huddle('e')], ring })
    await now(page, { on: [huddle('e')], ring: { ...ring } })
    await see(page, 'Not now')
    const spoken = await page.evaluate(() =>
      [...(document.querySelector('[popover]')?.shadowRoot?.querySelectorAll('.spoken [data-words]') ?? [])].map(
        (line) => line.getAttribute('data-words'),
      ),
    )
    expect(spoken).toEqual([expect.stringMatching(/^Ben invites you to a huddle · Design team\. Alt Shift M/)])
  })

  it('ends with the engine’s word, and on "Not now"; a refusal brings it back', async () => {
    const page = await open('overlay-huddle-ring', { 'huddle-decline': { ok: false, words: 'Not kept.' } })
    await press(page, 'Not now')
    expect(await untilAsked(page, 'huddle-decline')).toEqual([
      { do: 'huddle-decline', space: ring.space, huddle: ring.huddle },
    ])
    await see(page, 'Not now')
    await now(page, { on: [huddle('e')] })
    await gone(page, 'Not now')
    await see(page, 'Join huddle')
  })

  it('rings again for another call of the same huddle', async () => {
    const page = await open('overlay-huddle-ring')
    await press(page, 'Not now')
    await gone(page, 'Not now')
    await now(page, { on: [huddle('e')] })
    await now(page, { on: [huddle('e')], ring })
    await see(page, 'Not now')
  })
})

describe('chats of huddles that are over, in the panel', () => {
  it('open in the place of the list, all of them on demand, and the keyboard comes back to them', async () => {
    const page = await open('panel-huddle-chats', { 'open-chat': { ok: true, value: { ticket: 'ticket-for-tests' } } })
    await press(page, 'Show all 4')
    await page.waitForFunction(() => document.querySelectorAll('.chat').length === 4)
    await (await page.$$('.chat'))[3]?.click()
    expect(await untilAsked(page, 'open-chat')).toEqual([{ do: 'open-chat', huddle: huddle('d').id }])
    await page.waitForSelector('iframe[title="Thread"]')
    await press(page, 'All on this page')
    await page.waitForFunction(() => document.activeElement === document.querySelectorAll('.chat')[3])
  })
})

describe.each(['popup', 'panel'])('huddles in the %s', (place) => {
  it('start with one click, or for chosen people', async () => {
    const page = await open(`${place}-huddle-on`)
    await press(page, 'Start another huddle')
    await untilAsked(page, 'huddle-start')
    await press(page, 'Choose whom to ring')
    await press(page, 'Start without ringing')
    await page.waitForFunction(() => !document.querySelector('.whom'))
    expect(await huddleAsks(page)).toEqual([
      { do: 'huddle-start', ring: 'space', another: true },
      { do: 'huddle-start', ring: 'nobody', another: true },
    ])
  })

  it('while somebody rings, one joins them; one more is behind a second press', async () => {
    const page = await open(`${place}-huddle-ring`)
    expect(await page.$('::-p-aria([name="Start huddle"])')).toBeNull()
    await press(page, 'Start another huddle')
    await press(page, 'Start without ringing')
    expect(await huddleAsks(page)).toEqual([{ do: 'huddle-start', ring: 'nobody', another: true }])
  })

  it('are joined, answered, muted, shown and left', async () => {
    const page = await open(`${place}-huddle-on`)
    await press(page, 'Join huddle')
    await untilAsked(page, 'huddle-join')
    const rung = await open(`${place}-huddle-ring`)
    await press(rung, 'Not now')
    await untilAsked(rung, 'huddle-decline')
    const within = await open(`${place}-huddle-own`)
    for (const name of ['Mute', 'Show window', 'Leave']) await press(within, name)
    await untilAsked(within, 'huddle-leave')
    expect((await huddleAsks(within)).map((intent) => intent.do)).toEqual([
      'huddle-mute',
      'huddle-show',
      'huddle-leave',
    ])
  })

  it('send a file to a person, from their menu; a refusal is said', async () => {
    const words = 'Ben is no longer there.'
    const page = await open(`${place}-huddle-on`, { 'huddle-send-file': { ok: false, words } })
    await press(page, 'Ben in a huddle')
    await press(page, 'Send a file')
    expect(await untilAsked(page, 'huddle-send-file')).toEqual([{ do: 'huddle-send-file', to: '2'.repeat(32) }])
    await reads(page, words)
    await gone(page, 'Send a file')
  })

  it('do nothing on clicks that a script made up', async () => {
    const page = await open(`${place}-huddle-own-and-another`)
    await page.evaluate(() => {
      for (const button of document.querySelectorAll('button')) button.click()
    })
    expect(await huddleAsks(page)).toEqual([])
  })
})
