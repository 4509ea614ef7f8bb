import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { InviteText } from '../../contract/invites.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { encodeInvite } from '../../envelope/invite.ts'
import { utf8 } from '../../kit/bytes.ts'
import { type RelayDoor, RelayFailure } from '../ports.ts'
import { isLoopback, relayAddress } from './relay-address.ts'

const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const HEX = '7'.repeat(32) as SpaceId

async function atHome(options: Parameters<typeof ground>[1] = {}, relay = 'https://relay.example') {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, relay)
  const own = new StandInSpace('Private', { space: '2', member: 'a' }, undefined)
  const spaces = new StandInSpaces(ADA, own, team)
  const all = await ground(spaces, options)
  return { ...all, team, own, spaces, home: new Speaker(all.engine, 'home', ownPage) }
}

const invite = (change: Partial<Parameters<typeof encodeInvite>[0]> = {}) =>
  encodeInvite({
    space: HEX,
    writeSeed: new Uint8Array(32),
    relay: 'http://127.0.0.1:9000',
    spaceName: 'Their team',
    inviter: 'Ben',
    page: 'https://site.example/article',
    ...change,
  })

const door = (request: RelayDoor['request']) => () => ({ request }) as RelayDoor
const answers = (status: number, body: string) => door(async () => ({ status, body: utf8(body) }))
const HELLO = JSON.stringify({ huddlemark: 1, incarnation: '0'.repeat(32), ice: [] })

describe('the home pages', () => {
  it('X14 know who we are, our spaces, and the tab in front', async () => {
    const { home, engine, team } = await atHome()
    await home.done({ do: 'watch', tab: 3, address: 'https://site.example/article' })
    const fits = (shown: boolean) => (view: object) =>
      'see' in view && view.see === 'home' && (view as { page?: { shown: boolean } }).page?.shown === shown
    expect(await home.until(fits(false))).toMatchObject({
      profile: { name: 'Ada' },
      page: { supported: true, siteOff: false },
    })
    const overlay = new Speaker(engine, 'overlay', overlayAt('https://site.example', 3))
    await overlay.done({ do: 'page-at', address: 'https://site.example/article', title: '' })
    await home.until(fits(true))
    await home.done({ do: 'use-space', space: team.self.space })
    await home.until((view) => sees('home')(view) && view.active === team.self.space)
    home.forget()
    await home.done({ do: 'watch', tab: 3, address: 'chrome://settings' })
    await home.until((view) => sees('home')(view) && view.page?.supported === false)
  })

  it('X14 a name is made printable, and must be one', async () => {
    const { home, spaces } = await atHome()
    expect(await home.refused({ do: 'profile', name: ' \u202e ', colour: 'teal' })).toContain('name')
    await home.done({ do: 'profile', name: '  Ada \n L. ', colour: 'sky' })
    expect(spaces.profile).toEqual({ v: 1, name: 'Ada L.', colour: 'sky' })
  })

  it('X14 a space is created without asking its relay, becomes the one in use, and its relay is remembered', async () => {
    const { home } = await atHome({ relay: door(() => Promise.reject(new RelayFailure('unreachable', 'away'))) })
    const { space } = await home.done<{ space: SpaceId }>({
      do: 'create-space',
      name: 'Plans',
      relay: 'relay.example/',
    })
    await home.until(
      (view) => sees('home')(view) && view.active === space && view.lastRelay === 'https://relay.example',
    )
  })

  it('X14 without a relay and without a default one is asked for', async () => {
    const { home } = await atHome()
    expect(await home.refused({ do: 'create-space', name: 'Plans' })).toContain('relay')
    const other = await atHome({ defaultRelay: 'https://default.example' })
    await other.home.done({ do: 'create-space', name: 'Plans' })
  })
})

describe('invites', () => {
  it('X14 are shown before they are accepted, as claims', async () => {
    const { home, spaces } = await atHome()
    const preview = await home.done({ do: 'preview', invite: `http://127.0.0.1:9000/join#${await invite()}` })
    expect(preview).toEqual({
      space: 'Their team',
      inviter: 'Ben',
      role: 'writer',
      relay: 'http://127.0.0.1:9000',
      loopback: true,
      page: 'https://site.example/article',
      alreadyMember: false,
    })
    expect(spaces.joined).toEqual([])
  })

  it.each(['javascript:alert(1)', 'chrome://settings', 'file:///etc/passwd', ''])(
    'X14 lead to web pages only, not to %j',
    async (page) => {
      const { home } = await atHome()
      const text = await invite({ page })
      expect(await home.done({ do: 'preview', invite: text })).not.toHaveProperty('page')
      expect(await home.done({ do: 'join', invite: text })).toEqual({ space: HEX })
    },
  )

  it('X14 that are cut, foreign or empty are refused in words', async () => {
    const { home } = await atHome()
    const whole = await invite()
    expect(await home.refused({ do: 'join', invite: whole.slice(0, -9) })).toContain('damaged')
    expect(await home.refused({ do: 'join', invite: 'hello there!' })).toContain('not a Huddlemark invite')
    expect(await home.refused({ do: 'preview', invite: '' })).toContain('not a Huddlemark invite')
  })

  it('X14 of a relay on this computer say so; the private space has none', async () => {
    const { home, own } = await atHome()
    const { home: local, team } = await atHome({}, 'http://localhost:9000')
    const text = await local.done<InviteText>({ do: 'invite', space: team.self.space, page: false })
    expect(text).toMatchObject({
      link: 'http://localhost:9000/join#code-by-Ada-to-',
      caution: expect.stringContaining('this computer only'),
    })
    expect(await home.refused({ do: 'invite', space: own.self.space, page: false })).toContain('private')
    expect(await home.refused({ do: 'invite', space: HEX, page: false })).toContain('not in this space')
  })

  it('X14 lead to the watched page where asked', async () => {
    const { home, team } = await atHome()
    await home.done({ do: 'watch', tab: 1, address: 'https://site.example/article' })
    const text = await home.done<InviteText>({ do: 'invite', space: team.self.space, page: true })
    expect(text).toMatchObject({
      link: 'https://relay.example/join#code-by-Ada-to-https://site.example/article',
      code: 'code-by-Ada-to-https://site.example/article',
    })
  })
})

describe('checking a relay', () => {
  it('X16 keeps the address of one that answers', async () => {
    const { home } = await atHome({ relay: answers(200, HELLO) })
    expect(await home.done({ do: 'check-relay', relay: ' localhost:9000/ ' })).toEqual({
      relay: 'http://localhost:9000',
    })
  })

  it.each([
    [404, HELLO],
    [200, '<html>Welcome to this hotel’s network</html>'],
    [200, '{"huddlemark":2}'],
    [200, ''],
  ])('X16 an answer of %i %j is not a relay’s', async (status, body) => {
    const { home } = await atHome({ relay: answers(status, body) })
    expect(await home.refused({ do: 'check-relay', relay: 'https://x.example' })).toContain('not a Huddlemark relay')
  })

  it('X16 says why it could not be reached, also when it never answers', async () => {
    const failing = await atHome({
      relay: door(() => Promise.reject(new RelayFailure('certificate', 'The certificate is wrong.'))),
    })
    expect(await failing.home.refused({ do: 'check-relay', relay: 'https://x.example' })).toBe(
      'The certificate is wrong.',
    )
    const asked = Promise.withResolvers<void>()
    const silent = await atHome({
      relay: door((_request, signal) => {
        asked.resolve()
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      }),
    })
    const answer = silent.home.refused({ do: 'check-relay', relay: 'https://x.example' })
    await asked.promise
    silent.clock.pass(10_000)
    expect(await answer).toContain('in time')
  })

  it.each([
    ['relay.example', 'https://relay.example'],
    ['localhost:9000', 'http://localhost:9000'],
    ['127.0.0.1:9000/', 'http://127.0.0.1:9000'],
    ['https://x.example/huddle/?a=1#b', 'https://x.example/huddle'],
  ])('X16 %s is taken as %s', (typed, address) => expect(relayAddress(typed)).toEqual({ ok: true, value: address }))

  it.each(['', 'ftp://x.example', 'javascript:alert(1)', 'https://me:secret@x.example', 'https://', 'a b'])(
    'X16 %j is no relay’s address',
    (typed) => expect(relayAddress(typed).ok).toBe(false),
  )

  it('X16 knows which addresses mean this computer', () =>
    expect(
      [
        'http://localhost',
        'https://a.localhost:1',
        'http://127.1.2.3',
        'http://[::1]:80',
        'https://x.example',
        'http://localhost.example',
        'nonsense',
      ].map(isLoopback),
    ).toEqual([true, true, true, true, false, false, false]))
})
