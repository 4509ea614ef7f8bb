import type { DocumentId } from '../../shared/domain/ids.ts'
import type { Received, RelayCursor } from '../../shared/engine/document-parts.ts'
import { parseHeader } from '../../shared/envelope/header.ts'
import { type Bytes, fromHex, toHex } from '../../shared/kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../shared/protocol/chain.ts'
import { highlight, newKey, type TestDesk, testDesk } from './documents.ts'
import { testSpace } from './members.ts'
import { must } from './must.ts'

const LIFE = 'ab'.repeat(16)

/** A relay's log by hand: who reads it is given place and chain of each record. */
export class HandLog {
  readonly id: DocumentId
  readonly places: (RelayCursor & { readonly record: Bytes })[] = []

  constructor(id: DocumentId) {
    this.id = id
  }

  async add(record: Bytes): Promise<void> {
    const last = this.places.at(-1)
    const before = last ? fromHex(last.chain) : await chainStart(fromHex(LIFE), this.id)
    const chain = toHex(await chainNext(before, await recordHash(record)))
    this.places.push({ incarnation: LIFE, sequence: this.places.length + 1, chain, record })
  }

  get head(): RelayCursor {
    const { incarnation, sequence, chain } = there(this.places.at(-1))
    return { incarnation, sequence, chain }
  }

  /** Gives a page everything after its cursor, as the stream does. */
  async feed({ page }: Pick<TestDesk, 'page'>): Promise<readonly Received[]> {
    const results: Received[] = []
    for (const { record, ...at } of this.places.slice(page.cursor.sequence))
      results.push(await page.receive(record, 'relay', at))
    return results
  }

  /** Without places: as pages of the log are read for proof (CP7). */
  async prove({ page }: Pick<TestDesk, 'page'>): Promise<readonly Received[]> {
    const results: Received[] = []
    for (const { record } of this.places) results.push(await page.receive(record, 'relay'))
    return results
  }
}

/** @throws when there is nothing */
export function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nothing there')
  return value
}

/** Ada and Ben have written; both know the whole log. */
export async function scene(edits = 5) {
  const space = await testSpace()
  const [adaSelf, benSelf, cleoSelf] = await Promise.all([space.join(), space.join(), space.join()])
  const id = await adaSelf.pageDocument('https://example.org/summed')
  const log = new HandLog(id)
  const ada = await testDesk(adaSelf, id)
  const ben = await testDesk(benSelf, id)
  const write = async (desk: TestDesk, text: string) => {
    const before = desk.sent.length
    const key = newKey(desk.self)
    await desk.page.putAnnotation(key, highlight(text))
    for (const record of desk.sent.slice(before)) await log.add(record)
    await log.feed(ada)
    await log.feed(ben)
    return key
  }
  for (let i = 0; i < edits; i++) await write(i % 2 === 0 ? ada : ben, `words ${i}`)
  const cleo = await testDesk(cleoSelf, id)
  return { space, id, log, ada, ben, cleo, write }
}

export const summaryOf = ({ page }: Pick<TestDesk, 'page'>) => there(page.summary)

/** What the relay hands out. */
export async function offerBy(desk: TestDesk) {
  const { record, sequence } = there(await summaryOf(desk).sumUp())
  const header = must(parseHeader(record))
  return { record, sequence, chain: header.seen.chain, certificate: desk.self.certificate }
}
