import * as v from 'valibot'
import type { Entry } from '../../backup/entries.ts'
import type { MemberId, SpaceId } from '../../domain/ids.ts'
import { recordKind } from '../../envelope/header.ts'
import { parseInvite } from '../../envelope/invite.ts'
import { memberFromSeed } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Store } from '../ports.ts'
import type { Portable } from '../spaces/portable.ts'
import { readPortable } from '../spaces/portable.ts'
import { type Arrival, person, stageArrival } from './arrival.ts'
import { DocumentShelf } from './document-shelf.ts'
import { documentHead, draft, end, keptOf, readValue, type Summary, summary } from './entries.ts'

/** A backup whose seals hold, but whose content is not one that this version writes; nothing of it is kept. */
export class NotABackup extends Error {
  override name = 'NotABackup'
}

/** Memory by a hostile file: the lists that are held until the end. */
const MOST_SPACES = 1_000
const MOST_DRAFTS = 5_000

export interface Looked {
  readonly summary: Summary
  readonly member: MemberId
  /** Spaces that this browser has already, by id; the documents of these are left as they are. */
  readonly here: ReadonlySet<SpaceId>
  readonly documents: number
  readonly records: number
  readonly drafts: number
}

/**
 * The entries of one backup, in order, checked one by one. Looking stores nothing; storing puts documents where nothing opens them, and
 * the person last, in one write: whatever ends it in between, this browser is as it was (DV4).
 */
export class TakeIn {
  readonly #store: Store
  readonly #shelf: DocumentShelf
  readonly #here: ReadonlySet<SpaceId>
  #summary: Summary | undefined
  #person: (Arrival['person'] & { readonly id: MemberId }) | undefined
  #settings: unknown = {}
  readonly #spaces = new Map<SpaceId, Portable>()
  readonly #invites: Bytes[] = []
  readonly #drafts: [string, string][] = []
  #count = 0
  #ended = false

  /** @param here spaces that this browser is in, or keeps without being able to read them */
  constructor(store: Store, here: ReadonlySet<SpaceId>, storing: boolean) {
    this.#store = store
    this.#here = here
    this.#shelf = new DocumentShelf(store, storing)
  }

  /** @throws NotABackup @throws StoreFull */
  async take(entry: Entry): Promise<void> {
    const first = this.#count++ === 0
    if (first !== (entry.type === 'summary') || this.#ended) throw new NotABackup('out of order')
    switch (entry.type) {
      case 'summary':
        this.#summary = must(readValue(summary, entry))
        return
      case 'person':
        return this.#takePerson(entry)
      case 'settings':
        this.#settings = must(readValue(v.record(v.string(), v.unknown()), entry))
        return
      case 'space':
        return this.#takeSpace(entry)
      case 'invite':
        return this.#takeInvite(entry)
      case 'draft':
        return this.#takeDraft(entry)
      case 'end':
        if (must(readValue(end, entry)).entries !== this.#count) throw new NotABackup('not all entries')
        this.#ended = true
        return
      case 'document':
        return this.#takeDocument(entry)
      default:
        return this.#takeRecord(entry.type, entry)
    }
  }

  async #takePerson(entry: Entry): Promise<void> {
    if (this.#person) throw new NotABackup('two people')
    const read = must(readValue(person, entry))
    this.#person = { ...read, id: (await memberFromSeed(read.seed)).id }
  }

  async #takeSpace(entry: Entry): Promise<void> {
    const portable = must(await readPortable(readValue(v.unknown(), entry)))
    if (this.#spaces.has(portable.space) || this.#spaces.size >= MOST_SPACES) throw new NotABackup('too many spaces')
    this.#spaces.set(portable.space, portable)
  }

  async #takeInvite({ content }: Entry): Promise<void> {
    if (!(await parseInvite(content)).ok || this.#invites.length >= MOST_SPACES) throw new NotABackup('not an invite')
    this.#invites.push(content)
  }

  #takeDraft(entry: Entry): void {
    const { key, body } = must(readValue(draft, entry))
    if (this.#drafts.length >= MOST_DRAFTS) throw new NotABackup('too many drafts')
    this.#drafts.push([key, body])
  }

  async #takeDocument(entry: Entry): Promise<void> {
    const head = must(readValue(documentHead, entry))
    if (!this.#spaces.has(head.space)) throw new NotABackup('a document of no space')
    await this.#shelf.begin(head, this.#here.has(head.space))
  }

  async #takeRecord(type: 'certificate' | 'envelope' | 'held', entry: Entry): Promise<void> {
    const kept = must(keptOf(entry))
    const kind = recordKind(kept.record)
    const wanted = type === 'certificate' ? 'certificate' : 'update'
    if (!kind.ok || kind.value !== wanted) throw new NotABackup('not a record')
    if (!(await this.#shelf.put(type, kept))) throw new NotABackup('a record out of place')
  }

  /** All of it came and is sound. @throws NotABackup when not */
  looked(): Looked {
    if (!this.#ended) throw new NotABackup('without an end')
    return {
      summary: must(this.#summary),
      member: must(this.#person).id,
      here: new Set([...this.#spaces.keys()].filter((space) => this.#here.has(space))),
      documents: this.#shelf.documents,
      records: this.#shelf.records,
      drafts: this.#drafts.length,
    }
  }

  /** Hands everything over to the next start of the engine. @throws NotABackup @throws StoreFull */
  async commit(): Promise<void> {
    this.looked()
    await this.#shelf.flush()
    const { id: _, ...who } = must(this.#person)
    await stageArrival(this.#store, {
      person: who,
      spaces: [...this.#spaces.values()],
      invites: this.#invites,
      settings: this.#settings,
      drafts: this.#drafts,
    })
  }
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new NotABackup('not understood')
  return value
}
