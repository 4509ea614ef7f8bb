import { expect, it } from 'vitest'
import { readServer, usableServers } from './ice.ts'

const typed = (url: string, username = 'ada', credential = 'secret') => readServer({ url, username, credential })

it.each([
  'turn:turn.example.org',
  'turn:turn.example.org:3478',
  'TURNS:turn.example.org:443?transport=tcp',
  'turn:203.0.113.7:3478?transport=udp',
  'turn:[2001:db8::1]:3478',
])('takes %s', (url) => {
  const read = typed(` ${url} `)
  expect(read).toMatchObject({ ok: true, value: { username: 'ada', credential: 'secret' } })
  if (read.ok) expect(() => new URL(read.value.urls[0] ?? '')).not.toThrow()
})

it('takes STUN without a name', () =>
  expect(typed('stun:stun.example.org', '', '')).toEqual({ ok: true, value: { urls: ['stun:stun.example.org'] } }))

it.each([
  ['turn.example.org', /looks like/],
  ['https://turn.example.org', /looks like/],
  ['turn:', /looks like/],
  ['turn://turn.example.org', /looks like/],
  ['turn:ada@turn.example.org', /looks like/],
  ['turn:turn.example.org:0', /port/],
  ['turn:turn.example.org:70000', /port/],
  ['turn:turn.example.org:3478?transport=carrier-pigeon', /transport/],
  ['turn:turn.example.org#x', /not the name/],
  ['turn:-', /not the name/],
  ['turn:a b', /looks like/],
  ['stun:stun.example.org?transport=udp', /transport/],
])('says what is wrong with %s', (url, words) => {
  const read = typed(url)
  expect(read.ok ? '' : read.error).toMatch(words)
})

it.each([
  ['turn:t.example.org', '', 'secret'],
  ['turn:t.example.org', 'ada', ''],
  ['stun:s.example.org', 'ada', ''],
])('asks for a name and password with TURN, and for none with STUN: %s "%s" "%s"', (url, username, credential) =>
  expect(readServer({ url, username, credential }).ok).toBe(false),
)

it('of what a relay names only that is taken which a browser takes, and not without end', () => {
  const keys = { username: 'ada', credential: 'secret' }
  expect(
    usableServers([
      { urls: ['stun:relay.example.org:3478', 'http://relay.example.org', ''], ...keys },
      { urls: ['turn:relay.example.org', 'turn:a b'], ...keys },
      { urls: ['turn:relay.example.org'] },
      { urls: [] },
    ]),
  ).toEqual([{ urls: ['stun:relay.example.org:3478'] }, { urls: ['turn:relay.example.org'], ...keys }])
  const many = Array.from({ length: 16 }, () => ({ urls: Array<string>(8).fill('stun:relay.example.org') }))
  expect(usableServers(many)).toHaveLength(8)
})
