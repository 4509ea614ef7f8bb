import { describe, expect, it } from 'vitest'
import { type Ground, ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { PanelView } from '../../contract/views.ts'

const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const SITE = 'https://site.example'
type Full = Extract<PanelView, { see: 'panel' }>

const mark = (n: number) => ({
  do: 'highlight',
  colour: 'yellow',
  selectors: [{ type: 'TextQuoteSelector', exact: `words ${n}`, prefix: '', suffix: '' }],
})

async function beside(before: Partial<Ground> = {}) {
  const team = new StandInSpace('Team', { space: '1', member: 'a' }, 'https://relay.example')
  const all = await ground(new StandInSpaces(ADA, team), before.store ? { store: before.store } : {})
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
  await overlay.done({ do: 'page-at', address: `${SITE}/a`, title: 'A' })
  const panel = new Speaker(all.engine, 'panel', { ...ownPage, tab: 1 })
  await panel.done({ do: 'watch', tab: 1 })
  const home = new Speaker(all.engine, 'home', ownPage)
  await home.done({ do: 'watch', tab: 1, address: '' })
  const suggested = async () => {
    await panel.until((message) => 'see' in message && message.see === 'panel')
    return (panel.heard.filter(sees('panel')).at(-1) as Full).suggestsBackup === true
  }
  return { ...all, team, overlay, panel, home, suggested }
}

describe('a backup', () => {
  it('DV10 is suggested after ten annotations of one’s own, once, over restarts too', async () => {
    const first = await beside()
    for (let n = 1; n <= 9; n++) await first.overlay.done(mark(n))
    expect(await first.suggested()).toBe(false)
    const second = await beside(first)
    await second.overlay.done(mark(10))
    await second.panel.until(
      (message) => 'see' in message && message.see === 'panel' && message.suggestsBackup === true,
    )
    await second.panel.done({ do: 'backup-suggested' })
    const third = await beside(second)
    await third.overlay.done(mark(11))
    expect(await third.suggested()).toBe(false)
  })

  it('DV10 is not suggested on a shared computer, nor after one was made', async () => {
    const { overlay, home, suggested, panel } = await beside()
    await home.done({ do: 'shared-computer', on: true })
    for (let n = 1; n <= 10; n++) await overlay.done(mark(n))
    expect(await suggested()).toBe(false)
    await home.done({ do: 'shared-computer', on: false })
    await panel.until((message) => 'see' in message && message.see === 'panel' && message.suggestsBackup === true)
    await home.done({ do: 'backup-suggested' })
    panel.forget()
    await overlay.done(mark(11))
    expect(await suggested()).toBe(false)
  })
})

it('Z3 a shared computer is told to the dock and the panel, so that they can warn', async () => {
  const { overlay, home, team, panel } = await beside()
  const shared = (message: object) =>
    'see' in message && (message as { space?: { forgets?: true } }).space?.forgets === true
  await home.done({ do: 'shared-computer', on: true })
  await panel.until((message) => 'see' in message && message.see === 'panel' && message.sharedComputer === true)
  expect(overlay.heard.some(shared)).toBe(false)
  team.moves.link = { ...team.moves.link, waiting: 2 }
  team.moves.linkChanged.emit()
  expect(await overlay.until(shared)).toMatchObject({ see: 'space', space: { forgets: true, link: { waiting: 2 } } })
})
