import type { BackupRefusal, Lock } from '../../backup/lock.ts'
import { BackupReader } from '../../backup/read.ts'
import { BackupWriter } from '../../backup/write.ts'
import {
  type BackupAsk,
  type BackupBegun,
  type BackupPart,
  MIN_PASSPHRASE,
  type RestorePreview,
} from '../../contract/backup.ts'
import { concatAll, fromBase64Url, toBase64Url } from '../../kit/bytes.ts'
import { becomingWords, cannotBecome, spacesHere, summaryOf } from '../devices/become.ts'
import { valueEntry } from '../devices/entries.ts'
import { type Gathered, gather } from '../devices/gather.ts'
import { NotABackup, TakeIn } from '../devices/take-in.ts'
import { UnreadableStore } from '../documents/load.ts'
import type { Desk } from './desk.ts'
import { Refusal } from './words.ts'

const ASKS = [
  'backup',
  'backup-more',
  'restore',
  'restore-part',
  'restore-check',
  'restore-go',
  'restore-done',
  'restore-cancel',
  'backup-suggested',
] as const

export const isBackupAsk = (intent: { readonly do: string }): intent is BackupAsk =>
  ASKS.some((ask) => ask === intent.do)

/** Bytes of one answer, about: few answers for a large store, and little memory. */
const PART = 512 * 1024

const NOT_BEGUN = 'Choose a file first.'
const UNREADABLE =
  'Something that this device keeps cannot be read, so no whole backup can be made. Nothing was deleted.'
const REFUSED: Record<BackupRefusal, string> = {
  'not-a-backup': 'This is not a Huddlemark backup.',
  'newer-version': 'This backup was made by a newer version of Huddlemark. Update the extension, then try again.',
  'wrong-passphrase': 'That is not the passphrase of this backup.',
  damaged: 'This backup is damaged, and nothing of it was taken. Try another copy of the file.',
  cut: 'This backup is cut off, and nothing of it was taken. Try another copy of the file.',
}

interface Coming {
  readonly lock: Lock
  reader: BackupReader
  takeIn: TakeIn
  state: 'looking' | 'looked' | 'storing'
}

/** One page's line to backups: one written and one read at a time (DV3, DV4). */
export class Backup {
  readonly #desk: Desk
  #going: { readonly writer: BackupWriter; readonly entries: AsyncGenerator<Gathered>; begun: boolean } | undefined
  #coming: Coming | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  async handle(ask: BackupAsk): Promise<BackupBegun | BackupPart | RestorePreview | undefined> {
    switch (ask.do) {
      case 'backup':
        return this.#begin(ask.passphrase)
      case 'backup-more':
        return this.#more()
      case 'restore':
        return this.#restore({ passphrase: ask.passphrase })
      case 'restore-part':
        return this.#part(ask.text)
      case 'restore-check':
        return this.#check()
      case 'restore-go':
        return this.#go()
      case 'restore-done':
        return this.#done()
      case 'restore-cancel':
        this.#coming = undefined
        return undefined
      case 'backup-suggested':
        await this.#desk.settings.backupSuggested()
        return undefined
    }
  }

  async #begin(passphrase: string): Promise<BackupBegun> {
    const { spaces, ports } = this.#desk
    if (!spaces.profile) throw new Refusal('There is nothing to keep yet.')
    if (passphrase.length < MIN_PASSPHRASE) throw new Refusal(`Take at least ${MIN_PASSPHRASE} characters.`)
    const now = ports.clock.now()
    const writer = await BackupWriter.begin({ passphrase }, ports.random.bytes(16))
    this.#going = { writer, entries: gather(ports.store, summaryOf(spaces, now), 'all'), begun: false }
    return { file: `Huddlemark backup ${new Date(now).toISOString().slice(0, 10)}.huddlemark` }
  }

  async #more(): Promise<BackupPart> {
    const going = this.#going
    if (!going) throw new Refusal('No backup is being made.')
    const parts = going.begun ? [] : [going.writer.head]
    going.begun = true
    let size = 0
    for (;;) {
      const next = await this.#next(going.entries)
      const { done, of } = next.done ? { done: 1, of: 1 } : next.value
      const entry = next.done ? valueEntry('end', { entries: going.writer.entries + 1 }) : next.value.entry
      const sealed = await going.writer.add(entry)
      parts.push(sealed)
      size += sealed.length
      if (next.done) parts.push(await going.writer.end())
      if (!next.done && size < PART) continue
      if (next.done) this.#going = undefined
      if (next.done) await this.#desk.settings.backupSuggested()
      return { text: toBase64Url(concatAll(parts)), last: next.done === true, done, of }
    }
  }

  async #next(entries: AsyncGenerator<Gathered>) {
    try {
      return await entries.next()
    } catch (error) {
      this.#going = undefined
      if (error instanceof UnreadableStore) throw new Refusal(UNREADABLE)
      throw error
    }
  }

  async #restore(lock: Lock): Promise<undefined> {
    this.#coming = { lock, ...(await this.#pass(lock, false)), state: 'looking' }
  }

  async #pass(lock: Lock, storing: boolean) {
    const { store } = this.#desk.ports
    return { reader: new BackupReader(lock), takeIn: new TakeIn(store, await spacesHere(store), storing) }
  }

  async #part(text: string): Promise<undefined> {
    const { reader, takeIn } = this.#come('looking', 'storing')
    const entries = await reader.push(bytesOf(text))
    if (!entries.ok) throw this.#refuse(entries.error)
    for (const entry of entries.value) await sound(() => takeIn.take(entry))
  }

  async #check(): Promise<RestorePreview> {
    const coming = this.#come('looking')
    const end = coming.reader.end()
    if (!end.ok) throw this.#refuse(end.error)
    const { summary, member, documents, records, drafts } = await sound(async () => coming.takeIn.looked())
    const cannot = cannotBecome(this.#desk.spaces, member)
    if (cannot !== undefined) throw new Refusal(cannot)
    coming.state = 'looked'
    const here = becomingWords(this.#desk.spaces, member)
    const { made, name, spaces } = summary
    return { made, name, spaces, documents, records, drafts, ...(here === undefined ? {} : { here }) }
  }

  async #go(): Promise<undefined> {
    const { lock } = this.#come('looked')
    this.#coming = { lock, ...(await this.#pass(lock, true)), state: 'storing' }
  }

  async #done(): Promise<undefined> {
    const { reader, takeIn } = this.#come('storing')
    const end = reader.end()
    if (!end.ok) throw this.#refuse(end.error)
    // Looked at again: a space may have been made here meanwhile.
    const cannot = cannotBecome(this.#desk.spaces, (await sound(async () => takeIn.looked())).member)
    if (cannot !== undefined) throw new Refusal(cannot)
    await sound(() => takeIn.commit())
    this.#coming = undefined
    this.#desk.ports.surroundings.restart()
  }

  #come(...states: readonly Coming['state'][]): Coming {
    if (!this.#coming || !states.includes(this.#coming.state)) throw new Refusal(NOT_BEGUN)
    return this.#coming
  }

  #refuse(why: BackupRefusal): Refusal {
    this.#coming = undefined
    return new Refusal(REFUSED[why])
  }

  close(): void {
    this.#coming = undefined
    void this.#going?.entries.return(undefined)
    this.#going = undefined
  }
}

function bytesOf(text: string) {
  try {
    return fromBase64Url(text)
  } catch {
    throw new Refusal(NOT_BEGUN)
  }
}

/** What is inside sound seals may still be none of ours. */
async function sound<Value>(step: () => Promise<Value>): Promise<Value> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof NotABackup) throw new Refusal(REFUSED.damaged)
    throw error
  }
}
