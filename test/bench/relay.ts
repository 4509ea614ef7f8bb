/** The relay's figures over real sockets and a real disk: `node test/bench/relay.ts`, or as part of `npm run bench`. */
import { startRelay } from '../e2e/kit/relay.ts'
import { type Ask, append, fromStart, join, newSpace, register, session, stream } from '../kit/relay-client.ts'
import { type Figure, figure, printFigures } from './figures.ts'

/** Durable appends by `writers` at once, `each` records one after the other; one subscriber measures delivery. */
async function appends(ask: Ask, writers: number, each: number): Promise<readonly Figure[]> {
  const ada = await newSpace()
  await register(ask, ada)
  const document = await ada.document('https://example.org/')
  const name = { space: ada.space.space, document }
  const crowd = [ada, ...(await Promise.all(Array.from({ length: writers - 1 }, () => join(ada.space))))]
  const work = await Promise.all(
    crowd.map(async (writer) => ({
      token: (await session(ask, [writer])).token,
      records: [writer.certificate, ...(await writer.updates(document, each))],
    })),
  )
  const reader = await stream(ask, (await session(ask, [ada])).token, [fromStart(name.space, document)])
  await reader.until(({ event }) => event === 'caught-up')
  const sent = new Map<string, number>()
  const key = (record: Uint8Array) => Buffer.from(record.subarray(-16)).toString('hex')
  const deliveries: number[] = []
  let left = writers * (each + 1)
  const reading = reader.until((event) => {
    if (event.event === 'entry') deliveries.push(performance.now() - (sent.get(key(event.record)) ?? Number.NaN))
    return --left === 0
  })
  const times: number[] = []
  const began = performance.now()
  await Promise.all(
    work.map(async ({ token, records }) => {
      for (const record of records) {
        const start = performance.now()
        sent.set(key(record), start)
        await append(ask, token, name, [record])
        times.push(performance.now() - start)
      }
    }),
  )
  const perSecond = Math.round((times.length / (performance.now() - began)) * 1000)
  await reading
  await reader.cancel()
  const who = writers === 1 ? 'one writer' : `${writers} writers`
  return [
    figure(`relay append, durable, ${who}`, times.slice(writers * 5), `${perSecond}/s`),
    figure(`relay append sent to delivered, ${who}`, deliveries.slice(writers * 5), 'one subscriber'),
  ]
}

export async function relayFigures(): Promise<readonly Figure[]> {
  const relay = await startRelay()
  const ask: Ask = (path, init) => fetch(relay.address + path, init)
  try {
    return [...(await appends(ask, 1, 300)), ...(await appends(ask, 32, 30))]
  } finally {
    await relay.dispose()
  }
}

if (import.meta.main) printFigures(await relayFigures())
