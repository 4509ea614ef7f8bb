import type { Route, SpaceConnectionView } from '../../../shared/contract/connection.ts'
import { timeAgo } from '../../../shared/ui/time-ago.ts'
import { bytesWords, lastingWords } from './amounts.ts'

const ROUTES: Record<Route, string> = { direct: 'directly', relayed: 'over the relay', none: 'not reached now' }
/** Failures shown; the report has them all. */
const MOST_SHOWN = 5

/** One space: a table of facts, each a short sentence's end. */
export function SpaceConnection({ space, now }: { space: SpaceConnectionView; now: number }) {
  const { stored, failures } = space
  return (
    <article class="connection" aria-label={space.name}>
      <h3>
        <span class="dot" data-state={space.link.state} />
        {space.name}
      </h3>
      <dl>
        {space.private ? (
          <Fact name="Relay">None: a private space stays on this device.</Fact>
        ) : (
          <Carried space={space} now={now} />
        )}
        <Fact name="On this device">
          {bytesWords(stored.envelopes)} of sealed changes, {bytesWords(stored.documents)} of documents
        </Fact>
      </dl>
      {failures.length > 0 && (
        <details>
          <summary>{failures.length === 1 ? '1 recent failure' : `${failures.length} recent failures`}</summary>
          <ol>
            {failures.slice(0, MOST_SHOWN).map(({ at, words, times }) => (
              <li key={`${at} ${words}`}>
                <span class="soft">
                  {timeAgo(at, now)}
                  {times > 1 && `, ${times} times`}
                </span>{' '}
                {words}
              </li>
            ))}
          </ol>
        </details>
      )}
    </article>
  )
}

function Carried({ space, now }: { space: SpaceConnectionView; now: number }) {
  const { link, people, waiting, acknowledged, relay, since } = space
  const lasting = lastingWords(now - since)
  const state =
    link.state === 'online'
      ? `Connected to ${relay} for ${lasting}`
      : link.words === ''
        ? `Connecting to ${relay}`
        : link.words
  return (
    <>
      <Fact name="Relay">{state}</Fact>
      <Fact name="Last acknowledged">
        {acknowledged === undefined ? 'Nothing was sent since the start' : timeAgo(acknowledged, now)}
      </Fact>
      <Fact name="Waiting">
        {waiting.records === 0
          ? 'Nothing: the relay has everything'
          : `${waiting.records} ${waiting.records === 1 ? 'record' : 'records'}, ${bytesWords(waiting.bytes)}${
              waiting.oldest === undefined ? '' : `, the oldest from ${timeAgo(waiting.oldest, now)}`
            }`}
      </Fact>
      {link.refused > 0 && <Fact name="Refused">{link.refused}, kept on this device only</Fact>}
      <Fact name="People here">
        {people.length === 0 ? (
          'Nobody else now'
        ) : (
          <ul>
            {people.map(({ name, route }, i) => (
              <li key={`${i} ${name}`}>
                {name} <span class="soft">{ROUTES[route]}</span>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </>
  )
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
