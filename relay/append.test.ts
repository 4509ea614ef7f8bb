import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../shared/kit/bytes.ts'
import { encodeBatch } from '../shared/protocol/batch.ts'
import { chainNext, chainStart, recordHash } from '../shared/protocol/chain.ts'
import { APPENDS_BURST, MAX_BATCH_RECORDS, MAX_BODY } from '../shared/protocol/limits.ts'
import { append, bearer, join, newSpace, register, session, type Writer } from '../test/kit/relay-client.ts'
import { relayCore } from '../test/kit/relay-core.ts'

async function scene(options: Parameters<typeof relayCore>[0] = {}) {
  const relay = relayCore(options)
  const ada = await newSpace()
  await register(relay.ask, ada)
  const { token } = await session(relay.ask, [ada])
  const document = await ada.document('https://example.org/')
  const name = { space: ada.space.space, document }
  return { ...relay, ada, token, document, name }
}

const outcome = (answer: Awaited<ReturnType<typeof append>>) =>
  answer.results.map((result) => ('error' in result ? result.error : result.sequence))

describe('append', () => {
  it('L1 keeps certificates and updates in order; L4 answers with the chain', async () => {
    const { ask, token, name, ada, document, log, failures } = await scene()
    const records = [ada.certificate, await ada.update(document), await ada.update(document)]
    const answer = await append(ask, token, name, records)
    let chain = await chainStart(fromHex(answer.incarnation), document)
    for (const [index, record] of records.entries()) {
      chain = await chainNext(chain, await recordHash(record))
      expect(answer.results[index]).toEqual({ sequence: index + 1, chain: toHex(chain) })
    }
    expect(answer.incarnation).toBe(log.incarnation)
    expect(failures).toEqual([])
  })

  it('L2 a repeated record answers with its first sequence', async () => {
    const { ask, token, name, ada, document } = await scene()
    const records = await ada.updates(document, 3)
    expect(outcome(await append(ask, token, name, records))).toEqual([1, 2, 3])
    const more = await ada.update(document)
    expect(outcome(await append(ask, token, name, [...records, more]))).toEqual([1, 2, 3, 4])
  })

  it('L3 many writers at once: every acknowledged record is kept, once, at the place that was answered', async () => {
    const { ask, name, ada, document, log } = await scene()
    const writers = await Promise.all(Array.from({ length: 6 }, () => join(ada.space)))
    const answers = await Promise.all(
      writers.map(async (writer) => {
        const { token } = await session(ask, [writer])
        const records = await writer.updates(document, 5)
        return { records, results: (await append(ask, token, name, records)).results }
      }),
    )
    const kept = await log.read(name, 0, { records: 1e6, bytes: 1e9 })
    expect(kept).toHaveLength(30)
    for (const { records, results } of answers)
      for (const [index, result] of results.entries()) {
        const place = 'sequence' in result ? result.sequence : 0
        expect(toHex(kept[place - 1]?.record ?? new Uint8Array())).toBe(toHex(records[index] ?? new Uint8Array()))
      }
  })

  it('L1 a certificate earlier in the batch will do; without one the record waits for it', async () => {
    const { ask, token, name, ada, document } = await scene()
    const ben = await join(ada.space)
    const update = await ben.update(document)
    expect(outcome(await append(ask, token, name, [update]))).toEqual(['unknown-certificate'])
    expect(outcome(await append(ask, token, name, [ben.certificate, update]))).toEqual([1, 2])
  })

  it('L1 brings others’ envelopes: the envelope’s certificate is judged, not the messenger’s', async () => {
    const { ask, token, name, ada, document } = await scene()
    const reader = await join(ada.space, { role: 'reader' })
    const [byReader, byAda] = [await reader.update(document), await ada.update(document)]
    expect(outcome(await append(ask, token, name, [reader.certificate, byReader, byAda]))).toEqual([
      1,
      'not-a-writer',
      2,
    ])
    const { token: readerToken } = await session(ask, [reader])
    await expect(append(ask, readerToken, name, [byAda])).rejects.toThrow(/403.*forbidden/)
  })

  it('L1 refuses what does not belong, each with its reason, and counts it', async () => {
    const { ask, token, name, ada, document } = await scene()
    const stranger = await newSpace()
    const other = await ada.document('https://example.org/other')
    const forged = await ada.update(document)
    forged[forged.length - 100] = (forged[forged.length - 100] ?? 0) ^ 1
    const fresh = (writer: Writer) => writer.update(document)
    const presence = await ada.presence()
    const records = [
      Uint8Array.of(1),
      Uint8Array.of(9, 1, 2, 3),
      presence,
      stranger.certificate,
      await fresh(stranger),
      await (await join(ada.space)).update(other),
      forged,
    ]
    const answer = outcome(await append(ask, token, name, records))
    expect(answer).toEqual([
      'malformed',
      'malformed',
      'kind-not-allowed',
      'bad-certificate',
      'wrong-space',
      'wrong-document',
      'bad-signature',
    ])
    const metrics = await (await ask('/metrics')).text()
    expect(metrics).toContain('huddlemark_records_refused_total{code="bad-signature"} 1')
    expect(outcome(await append(ask, token, { ...name, document: other }, [await fresh(ada)]))).toEqual([
      'wrong-document',
    ])
  })

  it('L5 what follows a refused record of the same lease is refused; other leases go on', async () => {
    const { ask, token, name, ada, document } = await scene()
    const ben = await join(ada.space)
    const [first, second, third] = await ada.updates(document, 3)
    if (!first || !second || !third) throw new Error('three updates')
    const bad = second.slice()
    bad[200] = (bad[200] ?? 0) ^ 1
    const records = [first, bad, third, ben.certificate, await ben.update(document)]
    expect(outcome(await append(ask, token, name, records))).toEqual([1, 'bad-signature', 'after-refused', 2, 3])
    expect(outcome(await append(ask, token, name, [second, third]))).toEqual([4, 5])
  })

  it('P1 says over-quota for the record, too-large for the request, slow-down with Retry-After for the device', async () => {
    const { ask, token, name, ada, document } = await scene({ quota: { bytes: 1_200, documents: 5 } })
    const [first, second, third] = await ada.updates(document, 3)
    if (!first || !second || !third) throw new Error('three updates')
    expect(outcome(await append(ask, token, name, [first, second, third]))).toEqual([1, 2, 'over-quota'])
    const path = `/v1/log/${name.space}/${document}`
    const post = (body: Uint8Array<ArrayBuffer>) => ask(path, { method: 'POST', headers: bearer(token), body })
    expect((await post(new Uint8Array(MAX_BODY + 1))).status).toBe(413)
    const tiny = Array.from({ length: MAX_BATCH_RECORDS + 1 }, () => Uint8Array.of(1))
    expect((await post(encodeBatch(tiny))).status).toBe(413)
    expect((await post(Uint8Array.of(0, 0, 0, 9, 1))).status).toBe(400)
    let last = await post(new Uint8Array())
    for (let i = 0; i < APPENDS_BURST && last.status === 200; i++) last = await post(new Uint8Array())
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
