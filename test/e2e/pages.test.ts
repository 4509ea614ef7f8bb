import type { Page } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import type { CardView, HomeView } from '../../shared/contract/views.ts'
import { colourObjections, nightFalls, objections } from './pages/axe.ts'
import { asked, gone, press, reads, see, tell, textIn, type, untilAsked } from './pages/drive.ts'
import { pageStage, stateOf } from './pages/stage.ts'
import type { State } from './pages/state.ts'
import { STATES } from './pages/states.ts'

/** Our pages, as built, in every state that they have, without an engine: what is asked of it is written down instead. */
const stage = pageStage('popup.html')
const state = (name: string): State => stateOf(STATES, name)
const changed = (name: string, replies: NonNullable<State['script']['replies']>): State => {
  const one = state(name)
  return { ...one, script: { ...one.script, replies } }
}
const open = (one: State): Promise<Page> => stage.open(one)

describe('every page in every state, by day and by night', () => {
  it.each(STATES.map((one) => [one.name, one] as const))('%s has nothing that axe objects to', async (_name, one) => {
    const page = await stage.turnTo(one)
    expect(await objections(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(one.width)
    await nightFalls(page)
    expect(await colourObjections(page)).toEqual([])
  })
})

describe('the popup', () => {
  it('keeps the name, checks a typed relay, then creates the space there', async () => {
    const page = await open(
      changed('popup-first-run', { 'check-relay': { ok: true, value: { relay: 'https://relay.example.org' } } }),
    )
    await type(page, 'Your name', '  Ada  ')
    await type(page, 'Space name', 'Design team')
    await type(page, 'Relay address', 'relay.example.org')
    await press(page, 'Create space')
    await untilAsked(page, 'create-space')
    expect(await asked(page)).toMatchObject([
      { do: 'profile', name: 'Ada' },
      { do: 'check-relay', relay: 'relay.example.org' },
      { do: 'create-space', name: 'Design team', relay: 'https://relay.example.org' },
    ])
  })

  it('a relay that does not do is said at its field, and creates nothing', async () => {
    const words = 'Something answers at this address, but it is not a Huddlemark relay.'
    const page = await open(changed('popup-first-run', { 'check-relay': { ok: false, words } }))
    await type(page, 'Your name', 'Ada')
    await type(page, 'Space name', 'Design team')
    await type(page, 'Relay address', 'https://example.org')
    await press(page, 'Create space')
    await reads(page, words)
    expect((await asked(page)).map((one) => one.do)).not.toContain('create-space')
    expect(await textIn(page, 'Relay address')).toBe('https://example.org')
  })

  it('without a name nobody begins', async () => {
    const page = await open(state('popup-first-run'))
    await press(page, 'Try alone')
    await reads(page, 'Type a name that others will see.')
    expect(await asked(page)).toEqual([])
  })

  it('an invite in the tab’s address is read, joined only on the person’s word, and its page opened in that tab', async () => {
    const { script, ...rest } = state('popup-invited')
    const target = 'https://example.org/on-margins'
    const page = await open({
      ...rest,
      script: { ...script, replies: { ...script.replies, join: { ok: true, value: { space: 'a', page: target } } } },
    })
    expect((await asked(page)).map((one) => one.do)).toEqual(['preview'])
    await type(page, 'Your name', 'Ben')
    await press(page, 'Join space')
    const [join] = await untilAsked(page, 'join')
    expect(join).toEqual({ do: 'join', invite: script.tab?.url })
    await page.waitForFunction(
      (url) =>
        JSON.stringify((globalThis as unknown as { fake: { background: unknown } }).fake.background).includes(url),
      {},
      `{"url":"${target}"}`,
    )
  })

  it('shows the invite that it copied, and what it is worth', async () => {
    const page = await open(state('popup-home'))
    await press(page, 'Copy invite link')
    await reads(page, 'works on this computer only')
    expect(await textIn(page, 'Invite link')).toContain('/join#')
  })

  it('asks the browser for one site or for all, and tells the background', async () => {
    const page = await open(state('popup-home'))
    await press(page, 'This site')
    await reads(page, 'Appears by itself on example.org')
    await press(page, 'Stop')
    await press(page, 'All sites')
    await reads(page, 'Appears by itself on all sites')
  })

  it('shows the overlay as it opens, says when it does not come, and leaves alone where it was switched off', async () => {
    const shows = (page: Page) =>
      page.evaluate(() => JSON.stringify((globalThis as unknown as { fake: { background: unknown } }).fake.background))
    const hidden = state('popup-home')
    const view = hidden.script.view as { page: object }
    const page = await open({
      ...hidden,
      script: { ...hidden.script, view: { ...view, page: { ...view.page, shown: false } } },
    })
    await page.waitForFunction(() =>
      JSON.stringify((globalThis as unknown as { fake: { background: unknown } }).fake.background).includes('"show"'),
    )
    await reads(page, 'This page does not let Huddlemark in.')
    const off = await open(state('popup-site-off'))
    expect(await shows(off)).not.toContain('"show"')
    await press(off, 'Show on this page')
    expect(await untilAsked(off, 'site-on')).toEqual([{ do: 'site-on', origin: 'https://example.org' }])
  })
})

describe('the card', () => {
  it('begins in its field, keeps every word as a draft, posts with Ctrl+Enter and clears the field', async () => {
    const page = await open(state('card-thread'))
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reply')
    await page.keyboard.type('Agreed')
    expect((await untilAsked(page, 'draft')).at(-1)).toEqual({ do: 'draft', body: 'Agreed' })
    await page.keyboard.down('Control')
    await page.keyboard.press('Enter')
    await page.keyboard.up('Control')
    expect(await untilAsked(page, 'post')).toEqual([{ do: 'post', body: 'Agreed' }])
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '')
  })

  it('of a huddle is a chat: Enter sends, Shift+Enter makes a new line, addresses lead away, the newest is in view', async () => {
    const chat = state('card-chat')
    const view = chat.script.view as Extract<CardView, { see: 'thread' }>
    const [first] = view.comments
    const more = Array.from({ length: 30 }, (_, n) => ({ ...first, id: `${n}`, body: `Message ${n}` }))
    const page = await open({
      ...chat,
      script: { ...chat.script, view: { ...view, comments: [...view.comments, ...more] } },
    })
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Write a message')
    await page.waitForFunction(() => {
      const [last, box] = [document.querySelector('.comment:last-child'), document.querySelector('.messages')]
      return last && box && last.getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom
    })
    expect(
      await page.$$eval('.body a', (links) => links.map((link) => link.outerHTML.includes('noopener noreferrer'))),
    ).toEqual([true, true])
    await page.keyboard.type('One')
    await page.keyboard.down('Shift')
    await page.keyboard.press('Enter')
    await page.keyboard.up('Shift')
    await page.keyboard.type('two')
    expect(await textIn(page, 'Write a message')).toBe('One\ntwo')
    await page.keyboard.press('Enter')
    expect(await untilAsked(page, 'post')).toEqual([{ do: 'post', body: 'One\ntwo' }])
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '')
    expect(await page.$$eval('button', (all) => all.map(({ innerText }) => innerText))).not.toContain('Resolve')
  })

  it('keeps the text when it cannot be posted, and says why', async () => {
    const page = await open(changed('card-draft', { post: { ok: false, words: 'This browser’s storage is full.' } }))
    await type(page, 'Write a comment', 'Not to be lost')
    await press(page, 'Post')
    await reads(page, 'storage is full')
    expect(await textIn(page, 'Write a comment')).toBe('Not to be lost')
  })

  it('a deleted comment comes back by Undo; what deleting means is said', async () => {
    const page = await open(state('card-thread'))
    await press(page, 'Delete')
    await reads(page, 'Hidden for everyone. Members’ history still holds it.')
    await press(page, 'Undo')
    const [deleted] = await untilAsked(page, 'delete')
    const [undone] = await untilAsked(page, 'undelete')
    expect(undone?.['comment']).toBe(deleted?.['comment'])
  })

  it('edits in place; Escape leaves the edit first, then the card', async () => {
    const page = await open(state('card-thread'))
    await press(page, 'Edit')
    await page.keyboard.press('Escape')
    expect((await asked(page)).map((one) => one.do)).not.toContain('close')
    await press(page, 'Edit')
    await page.keyboard.type(' And short.')
    await press(page, 'Save')
    const [edit] = await untilAsked(page, 'edit')
    expect(edit?.['body']).toMatch(/And short\.$/)
  })

  it('does nothing on clicks that a script made up', async () => {
    const page = await open(state('card-thread'))
    await page.evaluate(() => {
      for (const button of document.querySelectorAll('button')) button.click()
      for (const radio of document.querySelectorAll('input')) radio.click()
    })
    await press(page, 'Resolve')
    await untilAsked(page, 'resolve')
    expect((await asked(page)).map((one) => one.do)).toEqual(['resolve'])
  })

  it.each([
    ['no ticket', ''],
    ['a broken ticket', '#a b'],
  ])('with %s it is blank and asks nothing', async (_why, hash) => {
    const page = await stage.bare(`/card.html${hash}`)
    expect(await page.evaluate(() => document.body.innerText.trim())).toBe('')
  })
})

describe('the side panel', () => {
  it('arrow keys walk through the annotations; Enter shows one in the page; a thread opens inside', async () => {
    const page = await open(
      changed('panel-items', { 'open-thread': { ok: true, value: { ticket: 'ticket-for-tests' } } }),
    )
    await page.focus('.reveal')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const [reveal] = await untilAsked(page, 'reveal')
    expect(reveal?.['annotation']).toMatch(/\.a+$/)
    await press(page, '2 comments')
    await page.waitForSelector('iframe[title="Thread"]')
    await press(page, 'All on this page')
    await reads(page, 'Nobody reads alone.')
  })
})

describe('the settings', () => {
  it('two sites are made one as they are typed; a refusal is said at its field, and what was typed stays', async () => {
    const words = 'These are the same site already.'
    const page = await open(changed('options-sites', { 'declare-alias': { ok: false, words } }))
    await type(page, 'Other site', ' http://example.org ')
    await type(page, 'Main site', 'example.org')
    await press(page, 'Make them one')
    await reads(page, words)
    expect(await asked(page)).toMatchObject([{ do: 'declare-alias', from: 'http://example.org', to: 'example.org' }])
    expect(await textIn(page, 'Main site')).toBe('example.org')
    await press(page, 'Undo preview.example.org')
    expect(await untilAsked(page, 'undo-alias')).toMatchObject([{ from: 'https://preview.example.org' }])
  })

  it('who is no admin sees which sites are one, and changes nothing', async () => {
    const page = await open(state('options-sites-member'))
    await reads(page, 'Only an admin of the space can change this.')
    expect(await page.$$eval('section[aria-labelledby=one] button', (buttons) => buttons.length)).toBe(0)
  })

  it('a backup needs a passphrase twice; what is handed over comes back as a file, and the fields are empty again', async () => {
    const part = { text: 'SE1CSw', last: true, done: 1, of: 1 }
    const page = await open(
      changed('options-backup-strength', {
        backup: { ok: true, value: { file: 'Huddlemark backup 2026-11-28.huddlemark' } },
        'backup-more': { ok: true, value: part },
      }),
    )
    await press(page, 'Save a backup')
    await reads(page, 'The two are not the same.')
    expect((await asked(page)).map((one) => one.do)).not.toContain('backup')
    await type(page, 'Passphrase again', 'seven geese over the blue margin')
    await press(page, 'Save a backup')
    await reads(page, 'Saved as Huddlemark backup 2026-11-28.huddlemark.')
    expect(await untilAsked(page, 'backup')).toMatchObject([{ passphrase: 'seven geese over the blue margin' }])
    expect(await textIn(page, 'Passphrase')).toBe('')
  })

  it('restoring hands the file over twice, the second time only on the person’s word', async () => {
    const page = await open(state('options-restore'))
    expect((await asked(page)).map((one) => one.do)).toEqual(['restore', 'restore-part', 'restore-check'])
    await press(page, 'Become Ada')
    await reads(page, 'Restored.')
    const after = (await asked(page)).map((one) => one.do).slice(3, 6)
    expect(after).toEqual(['restore-go', 'restore-part', 'restore-done'])
  })

  it('forgetting everything is asked again before it is done', async () => {
    const page = await open(state('options-forget'))
    expect((await asked(page)).map((one) => one.do)).not.toContain('forget')
    await press(page, 'Forget everything')
    await untilAsked(page, 'forget')
  })

  it('X30 what a member may do is one press; who is removed is asked about again, and what it means is said', async () => {
    const page = await open(state('options-member-menu'))
    await reads(page, 'What Cleo already has stays with them.')
    expect((await asked(page)).map((one) => one.do)).toEqual([])
    await press(page, 'Remove Cleo')
    expect(await untilAsked(page, 'remove-member')).toMatchObject([{ member: '3'.repeat(32) }])
    await press(page, 'What to do about Cleo')
    await press(page, 'Can write')
    expect(await untilAsked(page, 'change-role')).toMatchObject([{ member: '3'.repeat(32), role: 'writer' }])
  })

  it('what was opened to leave a space is shut once one has left: forgetting it is asked for anew', async () => {
    const left = state('options-spaces')
    const view = left.script.view as HomeView
    const [{ role: _ours, ...ours }, ...others] = view.details as [NonNullable<HomeView['details']>[number]]
    const page = await open(left)
    await press(page, 'Leave…')
    await see(page, 'Leave and forget this copy')
    await press(page, 'Leave, keep my copy')
    expect(await untilAsked(page, 'leave-space')).toMatchObject([{ keep: true }])
    await tell(page, { ...view, details: [{ ...ours, ended: 'left' }, ...others] })
    await gone(page, 'Leave, keep my copy')
    await see(page, 'Forget this copy…')
    await gone(page, 'Forget it now')
    await press(page, 'Forget this copy…')
    await see(page, 'Forget it now')
  })

  it('X30 an invite is made as it was wanted; what the engine refuses is said there; one is taken back on a second word', async () => {
    const words = 'There are many open invites. Take some back first.'
    const page = await open(changed('options-new-invite', { invite: { ok: false, words } }))
    await (await see(page, 'Whoever joins by it', 'combobox'))?.select('reader')
    await (await see(page, 'It is good for', 'combobox'))?.select('7')
    await press(page, 'Ask me first', 'checkbox')
    await press(page, 'Make invite')
    await reads(page, words)
    expect(await asked(page)).toMatchObject([{ do: 'invite', role: 'reader', askFirst: true, days: 7, page: false }])
    await press(page, 'Revoke…')
    await press(page, 'Revoke this invite')
    expect(await untilAsked(page, 'revoke-invite')).toMatchObject([{ invite: 'a'.repeat(32) }])
  })

  it('X30 who knocks is let in as the invite was meant, or otherwise, or not', async () => {
    const page = await open(state('popup-knock'))
    await press(page, 'Let in')
    await reads(page, 'Ben was let in to write.')
    await press(page, 'Also to write')
    await press(page, 'Decline')
    await reads(page, 'Ben was declined.')
    expect((await untilAsked(page, 'answer-knock')).map(({ knock, answer }) => [String(knock)[0], answer])).toEqual([
      ['7', 'writer'],
      ['8', 'writer'],
      ['7', 'decline'],
    ])
  })

  it('a browser that asks to become ours is let in, or not, by one press each', async () => {
    const page = await open(state('options-devices-asked'))
    await press(page, 'It is the same')
    await untilAsked(page, 'link-allow')
    await press(page, 'Cancel')
    await untilAsked(page, 'link-end')
  })
})
