import { expect, it } from 'vitest'
import type { SpaceConnectionView } from '../../../shared/contract/connection.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import { failureWords } from '../../../shared/engine/relay-link/failures.ts'
import { bytesWords, lastingWords } from './amounts.ts'
import { reportText } from './report.ts'

const NOW = 1_764_300_000_000
const RELAY = 'https://relay.secret-club.example:8443'
const REASONS = ['offline', 'unreachable', 'certificate', 'not-a-relay', 'refused'] as const

const space: SpaceConnectionView = {
  space: 'ab'.repeat(16) as SpaceId,
  name: 'Secret club',
  private: false,
  relay: 'relay.secret-club.example:8443',
  link: { state: 'offline', words: failureWords(RELAY, 'unreachable'), waiting: 3, refused: 1, direct: 1 },
  since: NOW - 125 * 60_000,
  acknowledged: NOW - 61 * 60_000,
  waiting: { records: 3, bytes: 2_410, oldest: NOW - 120_000 },
  people: [
    { name: 'Benedict', route: 'direct' },
    { name: 'Cleopatra', route: 'none' },
  ],
  failures: [
    ...REASONS.map((reason) => ({ at: NOW - 60_000, words: failureWords(RELAY, reason, 'revoked'), times: 7 })),
    { at: NOW, words: 'The connection to relay.secret-club.example:8443 ended.', times: 1 },
    { at: NOW, words: 'Something that a newer version says of Benedict', times: 1 },
  ],
  stored: { envelopes: 812_000, documents: 1_240_000 },
}

it('N28 the report holds what helps, and nobody’s name, place or relay', () => {
  const text = reportText(
    '0.1.0',
    { now: NOW, spaces: [space, { ...space, private: true }] },
    { used: 5e6, free: 1e9, persistent: true },
  )
  for (const told of [
    'offline for 2 h 5 min',
    '1 h 1 min ago',
    '3 records, 2.4 kB',
    'refused: 1',
    '1 direct, 0 relayed, 1 none',
    '812 kB',
    'persistent',
  ])
    expect(text).toContain(told)
  for (const kind of [
    'no network',
    'does not answer',
    'relay certificate',
    'not a relay',
    'relay refused',
    'stream ended',
    'other',
  ])
    expect(text).toContain(kind)
  expect(text).not.toMatch(/secret|club|benedict|cleopatra|example|8443|abab/i)
})

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [999_499, '999 kB'],
  [999_999, '1.0 MB'],
  [3_440_000, '3.4 MB'],
  [52e9, '52 GB'],
])('N28 %i bytes read %s', (bytes, words) => expect(bytesWords(bytes)).toBe(words))

it.each([
  [-5, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 min'],
  [7_200_000, '2 h'],
  [7_500_000, '2 h 5 min'],
  [200 * 3_600_000, '8 days'],
])('N28 %i ms last %s', (ms, words) => expect(lastingWords(ms)).toBe(words))
