import type { DatabaseSync } from 'node:sqlite'
import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { KeptInvite, KeptKnock } from './log.ts'

interface KnockRow extends Omit<KeptKnock, 'answer'> {
  readonly answer: Bytes | null
}

const knockOf = (found: unknown): KeptKnock => {
  const { answer, ...knock } = found as KnockRow
  return answer === null ? knock : { ...knock, answer }
}

const FIELDS = 'id, invite, record, expires, answer'

function statements(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text)
  return {
    sweepInvites: sql('DELETE FROM invites WHERE space = ? AND expires <= ?'),
    sweepKnocks: sql('DELETE FROM knocks WHERE space = ? AND expires <= ?'),
    eraseInvites: sql('DELETE FROM invites WHERE space = ?'),
    eraseKnocks: sql('DELETE FROM knocks WHERE space = ?'),
    invite: sql('SELECT record, device, expires FROM invites WHERE space = ? AND id = ?'),
    countInvites: sql('SELECT COUNT(*) AS count FROM invites WHERE space = ?'),
    putInvite: sql('INSERT OR REPLACE INTO invites (space, id, device, expires, record) VALUES (?, ?, ?, ?, ?)'),
    dropInvite: sql("UPDATE invites SET record = x'' WHERE space = ? AND id = ?"),
    dropKnocks: sql('DELETE FROM knocks WHERE space = ? AND invite = ?'),
    knock: sql(`SELECT ${FIELDS} FROM knocks WHERE space = ? AND id = ?`),
    knocks: sql(`SELECT ${FIELDS} FROM knocks WHERE space = ? ORDER BY position`),
    putKnock: sql('INSERT INTO knocks (space, id, invite, record, expires) VALUES (?, ?, ?, ?, ?)'),
    dropKnock: sql('DELETE FROM knocks WHERE space = ? AND id = ?'),
    answerKnock: sql('UPDATE knocks SET answer = ? WHERE space = ? AND id = ?'),
  }
}

/** The SQLite shelf's tables of invites and knocks. Methods as in `Shelf`; what needs a transaction is given one by the shelf. */
export class SqliteEntries {
  readonly #sql: ReturnType<typeof statements>

  constructor(database: DatabaseSync) {
    this.#sql = statements(database)
  }

  sweep(space: SpaceId, now: number): void {
    this.#sql.sweepInvites.run(space, now)
    this.#sql.sweepKnocks.run(space, now)
  }

  erase(space: SpaceId): void {
    this.#sql.eraseInvites.run(space)
    this.#sql.eraseKnocks.run(space)
  }

  invite(space: SpaceId, id: string): KeptInvite | undefined {
    const found = this.#sql.invite.get(space, id) as { record: Bytes; device: DeviceId; expires: number } | undefined
    return found && { record: found.record, by: found.device, expires: found.expires }
  }

  countInvites(space: SpaceId): number {
    const { count } = this.#sql.countInvites.get(space) as { count: number }
    return count
  }

  putInvite(space: SpaceId, id: string, { by, expires, record }: KeptInvite): void {
    this.#sql.putInvite.run(space, id, by, expires, record)
  }

  dropInvite(space: SpaceId, id: string): void {
    this.#sql.dropInvite.run(space, id)
    this.#sql.dropKnocks.run(space, id)
  }

  knock(space: SpaceId, id: string): KeptKnock | undefined {
    const found = this.#sql.knock.get(space, id)
    return found && knockOf(found)
  }

  knocks(space: SpaceId): readonly KeptKnock[] {
    return this.#sql.knocks.all(space).map(knockOf)
  }

  putKnock(space: SpaceId, { id, invite, record, expires }: KeptKnock): void {
    this.#sql.putKnock.run(space, id, invite, record, expires)
  }

  answerKnock(space: SpaceId, id: string, answer: Bytes): void {
    this.#sql.answerKnock.run(answer, space, id)
  }

  dropKnock(space: SpaceId, id: string): void {
    this.#sql.dropKnock.run(space, id)
  }
}
