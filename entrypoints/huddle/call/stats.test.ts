import { describe, expect, it } from 'vitest'
import { StatsReader } from './stats.ts'

const LINES = { camera: '2', screen: '3' }
type Report = Record<string, unknown>

/** One side of a call as Chromium tells it, after so many seconds. */
function chromium(seconds: number, more: Record<string, Report> = {}): Report[] {
  const of = (id: string, report: Report): Report => ({ id, ...report, ...more[id] })
  return [
    of('T', { type: 'transport', selectedCandidatePairId: 'P' }),
    of('P', {
      type: 'candidate-pair',
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.05,
      availableOutgoingBitrate: 800_000,
      bytesReceived: seconds * 10_000,
    }),
    of('L', { type: 'local-candidate', candidateType: 'host' }),
    of('R', { type: 'remote-candidate', candidateType: 'prflx' }),
    of('OA', { type: 'outbound-rtp', kind: 'audio', packetsSent: seconds * 50, bytesSent: seconds * 4_000 }),
    of('RA', {
      type: 'remote-inbound-rtp',
      kind: 'audio',
      timestamp: seconds * 1_000,
      localId: 'OA',
      fractionLost: 0.1,
      roundTripTime: 0.06,
    }),
    of('IA', {
      type: 'inbound-rtp',
      kind: 'audio',
      mid: '0',
      jitter: 0.012,
      packetsReceived: seconds * 45,
      packetsLost: seconds * 5,
      totalSamplesReceived: seconds * 48_000,
      concealedSamples: seconds * 960,
      silentConcealedSamples: seconds * 480,
    }),
    of('IV', { type: 'inbound-rtp', kind: 'video', mid: '2', framesDecoded: seconds * 20 }),
  ]
}

describe('statistics', () => {
  it('tell nothing at the first look, and differences at the next', () => {
    const reader = new StatsReader()
    expect(reader.read(chromium(10), LINES, 10_000)).toBeUndefined()
    const look = reader.read(chromium(11), LINES, 11_000)
    expect(look?.sample).toEqual({
      roundTripMs: 50,
      lossOut: 0.1,
      lossIn: 0.1,
      jitterMs: 12,
      availableOut: 800_000,
      concealed: 0.01,
      sentBps: 32_000,
      cpuLimited: false,
    })
    expect(look).toMatchObject({ route: 'direct', frames: { camera: 20, screen: 0 } })
  })

  it('a path on which nothing came is no sample', () => {
    const reader = new StatsReader()
    reader.read(chromium(10), LINES, 0)
    expect(reader.read(chromium(10), LINES, 1_000)?.sample).toBeUndefined()
  })

  it('Firefox marks its pair, and tells less', () => {
    const firefox = (seconds: number): Report[] => [
      { id: 'P', type: 'candidate-pair', selected: true, nominated: true, state: 'succeeded', bytesReceived: seconds },
      { id: 'OA', type: 'outbound-rtp', kind: 'audio', packetsSent: seconds * 50, bytesSent: seconds * 4_000 },
      {
        id: 'RA',
        type: 'remote-inbound-rtp',
        timestamp: seconds * 1_000,
        localId: 'OA',
        fractionLost: 0,
        roundTripTime: 0.2,
      },
    ]
    const reader = new StatsReader()
    reader.read(firefox(1), LINES, 0)
    expect(reader.read(firefox(2), LINES, 1_000)).toMatchObject({
      route: undefined,
      sample: { roundTripMs: 200, lossOut: 0, lossIn: undefined, availableOut: undefined, concealed: undefined },
    })
  })

  it('HU35 a report that is not a new one tells nothing of loss', () => {
    const reader = new StatsReader()
    reader.read(chromium(10), LINES, 0)
    const same = chromium(11, { RA: { timestamp: 10_000 } })
    expect(reader.read(same, LINES, 1_000)?.sample?.lossOut).toBeUndefined()
    expect(reader.read(chromium(12), LINES, 2_000)?.sample?.lossOut).toBe(0.1)
  })

  it('a relay on either end is told, and a slow computer', () => {
    const reader = new StatsReader()
    reader.read(chromium(1), LINES, 0)
    const more = { R: { candidateType: 'relay' }, OA: { qualityLimitationReason: 'cpu' } }
    expect(reader.read(chromium(2, more), LINES, 1_000)).toMatchObject({
      route: 'relayed',
      sample: { cpuLimited: true },
    })
  })

  it('a stream that begins anew is not counted backwards', () => {
    const reader = new StatsReader()
    reader.read(chromium(100), LINES, 0)
    const { sample } = reader.read(chromium(1), LINES, 1_000) ?? {}
    expect(sample?.sentBps).toBe(32_000)
    expect(sample?.lossIn).toBe(0)
  })

  it.each([[[]], [[{ id: 'x', type: 'other' }]]])('nothing known is nothing claimed', (reports) => {
    const reader = new StatsReader()
    reader.read(reports, LINES, 0)
    expect(reader.read(reports, LINES, 1_000)).toMatchObject({ route: undefined, sample: { sentBps: 0 } })
  })
})
