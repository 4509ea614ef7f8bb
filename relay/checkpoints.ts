import type { DeviceId } from '../shared/domain/ids.ts'
import { parseHeader } from '../shared/envelope/header.ts'
import { verifyEnvelope } from '../shared/envelope/verify.ts'
import { type Bytes, fromHex, toHex } from '../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../shared/kit/result.ts'
import { Signal } from '../shared/kit/signal.ts'
import type { OfferedCheckpoint } from '../shared/protocol/checkpoint.ts'
import type { RequestCode } from '../shared/protocol/codes.ts'
import {
  CHECKPOINT_BYTES,
  CHECKPOINT_ENTRIES,
  CHECKPOINT_GRACE_MS,
  CHECKPOINT_LEASE_MS,
  CHECKPOINT_REMEDY_MS,
  DROP_AT_ONCE,
  DROP_EVERY_MS,
} from '../shared/protocol/limits.ts'
import type { Certificates } from './access/certificates.ts'
import type { CheckpointOutcome, Log, LogName } from './log/log.ts'
import type { Clock } from './ports.ts'

interface Turn {
  readonly device: DeviceId
  readonly until: number
}

export interface CheckpointsParts {
  readonly log: Log
  readonly certificates: Certificates
  readonly clock: Clock
  readonly failed: (error: unknown) => void
  /** How long records stay that two checkpoints cover; CHECKPOINT_GRACE_MS but in tests. */
  readonly graceMs?: number
}

const key = ({ space, document }: LogName): string => `${space}/${document}`
const CODE: { readonly [O in Exclude<CheckpointOutcome, 'kept'>]: RequestCode } = {
  stale: 'stale-checkpoint',
  misplaced: 'bad-checkpoint',
  'over-quota': 'over-quota',
}

/** Summaries of logs, made by members (CP1-CP6): whose turn it is, which are kept, and what may go because of them. */
export class Checkpoints {
  /** A newer one was kept. */
  readonly kept = new Signal<LogName & { readonly sequence: number }>()
  readonly #parts: CheckpointsParts
  readonly #turns = new Map<string, Turn>()
  readonly #remedies = new Map<string, number>()
  #stop: () => void = () => undefined

  constructor(parts: CheckpointsParts) {
    this.#parts = parts
    this.#sweepLater()
  }

  /** CP3: the turn to sum a document up. Answers how long it lasts, in ms. */
  async lease(name: LogName, device: DeviceId, remedy: boolean): Promise<Result<number, RequestCode>> {
    const { log, clock } = this.#parts
    const [newest] = await log.checkpoints(name)
    const tail = await log.tail(name, newest?.sequence ?? 0)
    const due =
      tail.records > CHECKPOINT_ENTRIES || tail.bytes >= Math.max(CHECKPOINT_BYTES, newest?.record.length ?? 0)
    const now = clock.now()
    this.#forgetOld(now)
    if (!due && !(remedy && tail.records > 0 && !this.#remedies.has(key(name)))) return fail('not-due')
    const turn = this.#turns.get(key(name))
    if (turn !== undefined && turn.device !== device) return fail('lease-taken')
    if (!due) this.#remedies.set(key(name), now + CHECKPOINT_REMEDY_MS)
    this.#turns.set(key(name), { device, until: now + CHECKPOINT_LEASE_MS })
    return ok(CHECKPOINT_LEASE_MS)
  }

  #forgetOld(now: number): void {
    for (const [id, { until }] of this.#turns) if (until <= now) this.#turns.delete(id)
    for (const [id, until] of this.#remedies) if (until <= now) this.#remedies.delete(id)
  }

  /** CP1, CP2: judges a checkpoint as any envelope, and by its place in the log. @param device whose session brings it */
  async keep(name: LogName, record: Bytes, device: DeviceId): Promise<Result<void, RequestCode>> {
    const { log, certificates, clock } = this.#parts
    const header = parseHeader(record)
    if (!header.ok || header.value.kind !== 'checkpoint') return fail('bad-checkpoint')
    this.#forgetOld(clock.now())
    if (header.value.device !== device || this.#turns.get(key(name))?.device !== device) return fail('no-lease')
    const known = await certificates.find(name.space, device, header.value.epoch)
    if (known === 'revoked') return fail('forbidden')
    const verified = await verifyEnvelope(record, { ...name, certificateOf: () => known?.certificate })
    const { incarnation, sequence, chain } = header.value.seen
    if (!verified.ok || incarnation !== log.incarnation) return fail('bad-checkpoint')
    const outcome = await log.putCheckpoint(name, { sequence, chain: fromHex(chain), record }, clock.now())
    if (outcome !== 'kept') return fail(CODE[outcome])
    this.#turns.delete(key(name))
    this.kept.emit({ ...name, sequence })
    return ok(undefined)
  }

  /** What a reader without the log's beginning is given. @param older the newest was of no use to it */
  async offer(name: LogName, older: boolean): Promise<OfferedCheckpoint | undefined> {
    const kept = (await this.#parts.log.checkpoints(name))[older ? 1 : 0]
    const header = kept && parseHeader(kept.record)
    if (!kept || !header?.ok) return undefined
    const { device, epoch } = header.value
    const certificate = await this.#parts.log.certificate(name.space, device, epoch)
    return certificate && { sequence: kept.sequence, chain: toHex(kept.chain), record: kept.record, certificate }
  }

  #sweepLater(): void {
    this.#stop = this.#parts.clock.after(DROP_EVERY_MS, () => {
      this.sweep().catch(this.#parts.failed)
      this.#sweepLater()
    })
  }

  /** CP4: lets go what two checkpoints have covered for long enough. Answers how many records went. */
  async sweep(): Promise<number> {
    const { log, clock, graceMs = CHECKPOINT_GRACE_MS } = this.#parts
    let dropped = 0
    for (;;) {
      const now = await log.drop(clock.now() - graceMs, DROP_AT_ONCE)
      dropped += now
      if (now === 0) return dropped
    }
  }

  close(): void {
    this.#stop()
  }
}
