/** From the browser's statistics to a `Sample`: differences over the time since the last look. */
import type { Sample } from '../../../shared/huddle/parts.ts'

/** The fields of all report types that are read; which browser tells which differs. */
interface Report {
  readonly id: string
  readonly type: string
  readonly kind?: string
  readonly mid?: string
  readonly timestamp: number
  readonly localId?: string
  readonly selectedCandidatePairId?: string
  readonly selected?: boolean
  readonly nominated?: boolean
  readonly state?: string
  readonly localCandidateId?: string
  readonly remoteCandidateId?: string
  readonly candidateType?: string
  readonly currentRoundTripTime?: number
  readonly availableOutgoingBitrate?: number
  readonly bytesReceived?: number
  readonly bytesSent?: number
  readonly packetsSent?: number
  readonly packetsReceived?: number
  readonly packetsLost?: number
  readonly fractionLost?: number
  readonly roundTripTime?: number
  readonly jitter?: number
  readonly concealedSamples?: number
  readonly silentConcealedSamples?: number
  readonly totalSamplesReceived?: number
  readonly qualityLimitationReason?: string
  readonly framesDecoded?: number
}

export interface Look {
  /** Undefined: nothing came from them since the last look. */
  readonly sample: Sample | undefined
  readonly route: 'direct' | 'relayed' | undefined
  /** Frames of their camera and screen that were decoded since the last look. */
  readonly frames: { readonly camera: number; readonly screen: number }
}

/** Media lines of camera and screen, as numbered in every description. */
export interface VideoLines {
  readonly camera: string | null | undefined
  readonly screen: string | null | undefined
}

/** One peer's statistics over time. */
export class StatsReader {
  #before = new Map<string, Report>()
  #at: number | undefined

  /** @param now milliseconds, of any clock that goes evenly. @returns undefined at the first look: there is no difference yet */
  read(stats: Iterable<unknown>, lines: VideoLines, now: number): Look | undefined {
    const reports = new Map([...(stats as Iterable<Report>)].map((report) => [report.id, report]))
    const look = this.#at === undefined ? undefined : this.#compare(reports, lines, Math.max(1, now - this.#at))
    this.#before = reports
    this.#at = now
    return look
  }

  #compare(reports: ReadonlyMap<string, Report>, lines: VideoLines, ms: number): Look {
    const of = (type: string) => [...reports.values()].filter((report) => report.type === type)
    const pair = selectedPair(reports)
    const inbound = of('inbound-rtp')
    const outbound = of('outbound-rtp')
    const remote = of('remote-inbound-rtp')
    const sum = (list: readonly Report[], field: Counted) =>
      list.reduce((total, report) => total + this.#more(report, field), 0)
    const lost = sum(inbound, 'packetsLost')
    const audio = inbound.filter(({ kind }) => kind === 'audio')
    const invented = sum(audio, 'concealedSamples') - sum(audio, 'silentConcealedSamples')
    const silent = pair !== undefined && pair.bytesReceived !== undefined && this.#more(pair, 'bytesReceived') === 0
    const roundTrip = pair?.currentRoundTripTime ?? most(remote, 'roundTripTime')
    const jitter = most(audio, 'jitter')
    const sample: Sample = {
      roundTripMs: roundTrip === undefined ? undefined : roundTrip * 1_000,
      lossOut: this.#lossOut(remote, reports),
      lossIn: share(lost, lost + sum(inbound, 'packetsReceived')),
      jitterMs: jitter === undefined ? undefined : jitter * 1_000,
      availableOut: pair?.availableOutgoingBitrate,
      concealed: share(invented, sum(audio, 'totalSamplesReceived')),
      sentBps: (sum(outbound, 'bytesSent') * 8_000) / ms,
      cpuLimited: outbound.some(({ qualityLimitationReason }) => qualityLimitationReason === 'cpu'),
    }
    const framesOf = (mid: string | null | undefined) =>
      sum(
        inbound.filter((report) => report.kind === 'video' && report.mid === mid),
        'framesDecoded',
      )
    return {
      sample: silent ? undefined : sample,
      route: pair ? routeOf(pair, reports) : undefined,
      frames: { camera: framesOf(lines.camera), screen: framesOf(lines.screen) },
    }
  }

  /** What they reported of our packets since the last look, weighed by how many we sent on each line. An old report is no news (HU35). */
  #lossOut(remote: readonly Report[], reports: ReadonlyMap<string, Report>): number | undefined {
    let [lost, sent] = [0, 0]
    for (const report of remote) {
      const own = report.localId === undefined ? undefined : reports.get(report.localId)
      const packets = own ? this.#more(own, 'packetsSent') : 0
      const old = this.#before.get(report.id)?.timestamp === report.timestamp
      if (report.fractionLost === undefined || packets === 0 || old) continue
      lost += packets * Math.min(1, Math.max(0, report.fractionLost))
      sent += packets
    }
    return share(lost, sent)
  }

  /** Counters of a new stream begin at nothing; one that went back (a replaced stream) counts as new. */
  #more(report: Report, field: Counted): number {
    const now = report[field] ?? 0
    const before = this.#before.get(report.id)?.[field] ?? 0
    return field === 'packetsLost' ? Math.max(0, now - before) : now >= before ? now - before : now
  }
}

type Counted =
  | 'bytesReceived'
  | 'bytesSent'
  | 'packetsSent'
  | 'packetsReceived'
  | 'packetsLost'
  | 'concealedSamples'
  | 'silentConcealedSamples'
  | 'totalSamplesReceived'
  | 'framesDecoded'

const share = (part: number, whole: number): number | undefined =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : undefined

function most(list: readonly Report[], field: 'roundTripTime' | 'jitter'): number | undefined {
  const known = list.flatMap((report) => report[field] ?? [])
  return known.length > 0 ? Math.max(...known) : undefined
}

function selectedPair(reports: ReadonlyMap<string, Report>): Report | undefined {
  const all = [...reports.values()]
  const named = all.find((report) => report.type === 'transport' && report.selectedCandidatePairId !== undefined)
  const pair = named?.selectedCandidatePairId === undefined ? undefined : reports.get(named.selectedCandidatePairId)
  if (pair) return pair
  // Firefox marks the pair itself.
  const pairs = all.filter(({ type }) => type === 'candidate-pair')
  return (
    pairs.find(({ selected }) => selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded')
  )
}

function routeOf(pair: Report, reports: ReadonlyMap<string, Report>): Look['route'] {
  const ends = [pair.localCandidateId, pair.remoteCandidateId].map((id) =>
    id === undefined ? undefined : reports.get(id),
  )
  if (ends.every((end) => end === undefined)) return undefined
  return ends.some((end) => end?.candidateType === 'relay') ? 'relayed' : 'direct'
}
