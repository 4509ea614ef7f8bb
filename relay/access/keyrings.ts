import type { SpaceId } from '../../shared/domain/ids.ts'
import { parseKeyring, type VerifiedKeyring, verifyKeyrings } from '../../shared/envelope/keyring.ts'
import { Recent } from '../../shared/envelope/recent.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import { Signal } from '../../shared/kit/signal.ts'
import { MAX_KEYRINGS } from '../../shared/protocol/limits.ts'
import type { Log } from '../log/log.ts'

/** Verified chains kept in memory: bounds what visitors of many spaces can make the relay hold. */
const CACHED_SPACES = 1_000

/** The keyrings of the spaces that this relay knows, proven. */
export class Keyrings {
  readonly #log: Log
  readonly #cache = new Recent<readonly VerifiedKeyring[]>(CACHED_SPACES)
  #deletions = 0
  /** A keyring after the genesis was kept. */
  readonly added = new Signal<VerifiedKeyring>()

  constructor(log: Log) {
    this.#log = log
  }

  /** From genesis on; empty when the space is unknown. What is stored was proven, and is proven again when it is loaded. */
  async of(space: SpaceId): Promise<readonly VerifiedKeyring[]> {
    const cached = this.#cache.find(space)
    if (cached !== undefined) return cached
    const deletions = this.#deletions
    const records = await this.#log.keyrings(space)
    if (records.length === 0) return []
    const verified = await verifyKeyrings(records, space)
    if (!verified.ok) throw new Error(`a stored keyring does not verify: ${verified.error}`)
    // A space that was deleted meanwhile must not come back from memory.
    return deletions === this.#deletions ? this.#cache.put(space, verified.value) : verified.value
  }

  /** The proof, when the space was deleted. */
  deletion(space: SpaceId): Promise<Bytes | undefined> {
    return this.#log.deletion(space)
  }

  /** Z2. */
  async delete(space: SpaceId, proof: Bytes): Promise<void> {
    await this.#log.deleteSpace(space, proof)
    this.#deletions++
    this.#cache.drop(space)
  }

  /** The records as they came. */
  records(space: SpaceId): Promise<readonly Bytes[]> {
    return this.#log.keyrings(space)
  }

  /**
   * Proves a keyring against its predecessors and keeps it (Y2, Y3). `mayAdd` is asked only when genesis would register a new space.
   */
  async register(
    space: SpaceId,
    record: Bytes,
    mayAdd: () => boolean,
  ): Promise<
    Result<
      'kept' | 'known',
      'bad-keyring' | 'keyring-conflict' | 'unknown-space' | 'over-quota' | 'slow-down' | 'deleted'
    >
  > {
    const parsed = parseKeyring(record)
    if (!parsed.ok) return fail('bad-keyring')
    const { epoch } = parsed.value
    if (epoch >= MAX_KEYRINGS) return fail('over-quota')
    if ((await this.#log.deletion(space)) !== undefined) return fail('deleted')
    const kept = await this.#log.keyrings(space)
    if (kept.length < epoch) return fail(kept.length === 0 ? 'unknown-space' : 'keyring-conflict')
    const deletions = this.#deletions
    const chain = await verifyKeyrings([...kept.slice(0, epoch), record], space)
    if (!chain.ok) return fail('bad-keyring')
    if (kept.length === 0 && !mayAdd()) return fail('slow-down')
    const outcome = await this.#log.putKeyring(space, epoch, record, parsed.value.revoked.length > 0)
    if (outcome === 'conflict') return fail('keyring-conflict')
    if (outcome === 'deleted') return fail('deleted')
    if (outcome === 'known') return ok(outcome)
    if (deletions === this.#deletions) this.#cache.put(space, chain.value)
    const newest = chain.value.at(-1)
    if (newest && epoch > 0) this.added.emit(newest)
    return ok(outcome)
  }
}
