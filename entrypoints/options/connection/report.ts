import type { ConnectionsView, SpaceConnectionView } from '../../../shared/contract/connection.ts'
import { bytesWords, lastingWords } from './amounts.ts'

/** What the browser says about storage. */
export interface BrowserStorage {
  /** Bytes; undefined where the browser does not tell. */
  readonly used: number | undefined
  readonly free: number | undefined
  readonly persistent: boolean
}

/**
 * The state of all connections as text for somebody who helps. Nothing in it says who or what it is about: no names of spaces, people or
 * relays, no words, no addresses, no ids; failures are told by their kind, since their words name the relay.
 */
export function reportText(version: string, { now, spaces }: ConnectionsView, storage: BrowserStorage): string {
  const lines = [
    `Huddlemark ${version}, connection report, ${new Date(now).toISOString()}`,
    `Storage: ${amount(storage.used)} used, ${amount(storage.free)} free, ${storage.persistent ? 'persistent' : 'not persistent'}`,
    ...spaces.flatMap((space, i) => ['', ...spaceLines(space, i + 1, now)]),
  ]
  return `${lines.join('\n')}\n`
}

const amount = (bytes: number | undefined): string => (bytes === undefined ? 'unknown' : bytesWords(bytes))
const ago = (at: number | undefined, now: number): string =>
  at === undefined ? 'not since the start' : `${lastingWords(now - at)} ago`

function spaceLines(space: SpaceConnectionView, number: number, now: number): string[] {
  const { link, waiting, people, stored, failures } = space
  const kept = `Stored: ${bytesWords(stored.envelopes)} sealed, ${bytesWords(stored.documents)} documents`
  if (space.private) return [`Space ${number}: private`, kept]
  const oldest = waiting.oldest === undefined ? '' : `, oldest ${lastingWords(now - waiting.oldest)}`
  const routes = (['direct', 'relayed', 'none'] as const).map(
    (route) => `${people.filter((person) => person.route === route).length} ${route}`,
  )
  return [
    `Space ${number}: relay ${link.state} for ${lastingWords(now - space.since)}`,
    `Last acknowledged: ${ago(space.acknowledged, now)}`,
    `Waiting: ${waiting.records} records, ${bytesWords(waiting.bytes)}${oldest}; refused: ${link.refused}`,
    `Devices here: ${routes.join(', ')}`,
    kept,
    ...failures.map(({ at, times, words }) => `Failure ${ago(at, now)}, ${times} times: ${kindOf(words)}`),
  ]
}

/** Failures by what they begin or go on with; the words in between may name a relay. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^No network/, 'no network'],
  [/does not answer/, 'relay does not answer'],
  [/no valid certificate/, 'relay certificate'],
  [/not a Huddlemark relay/, 'not a relay'],
  [/ refused: /, 'relay refused'],
  [/^The connection to .* ended/, 'stream ended'],
  [/could not be made/, 'direct connection not made'],
  [/could not prove/, 'direct connection not proven'],
]
const kindOf = (words: string): string => KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other'
