import { BackupReader } from '../../backup/read.ts'
import { BackupWriter } from '../../backup/write.ts'
import type { MemberId } from '../../domain/ids.ts'
import { type Bytes, concatAll } from '../../kit/bytes.ts'
import type { Store } from '../ports.ts'
import { spacesHere } from './become.ts'
import { type Summary, valueEntry } from './entries.ts'
import { gather } from './gather.ts'
import { type Looked, NotABackup, TakeIn } from './take-in.ts'

interface How {
  /** Stands before the sealed part. */
  readonly first: Bytes
  readonly secret: Bytes
  readonly salt: Bytes
  /** Bytes. */
  readonly most: number
}

/** What one browser hands to another, whole: keys, and the documents that no relay has. Undefined: it would be longer than `most`. */
export async function packed(store: Store, about: Summary, how: How): Promise<Bytes | undefined> {
  const writer = await BackupWriter.begin({ secret: how.secret }, how.salt)
  const parts = [how.first, writer.head]
  let size = how.first.length + writer.head.length
  for await (const { entry } of gather(store, about, 'private')) {
    const sealed = await writer.add(entry)
    size += sealed.length
    if (size > how.most) return undefined
    parts.push(sealed)
  }
  parts.push(await writer.add(valueEntry('end', { entries: writer.entries + 1 })), await writer.end())
  const whole = concatAll(parts)
  return whole.length > how.most ? undefined : whole
}

/**
 * Looks at all of it, and then stores it for the next start.
 * @param refuse why this browser cannot become that member
 * @returns those words; undefined when it was stored
 * @throws NotABackup when anything of it is not as it must be: nothing was stored @throws StoreFull
 */
export async function unpack(
  store: Store,
  given: { readonly secret: Bytes; readonly rest: Bytes },
  refuse: (member: MemberId) => string | undefined,
): Promise<string | undefined> {
  const here = await spacesHere(store)
  const looked = await through(given, new TakeIn(store, here, false))
  const cannot = refuse(looked.member)
  if (cannot !== undefined) return cannot
  const takeIn = new TakeIn(store, here, true)
  await through(given, takeIn)
  await takeIn.commit()
  return undefined
}

async function through(
  { secret, rest }: { readonly secret: Bytes; readonly rest: Bytes },
  takeIn: TakeIn,
): Promise<Looked> {
  const reader = new BackupReader({ secret })
  const entries = await reader.push(rest)
  const end = reader.end()
  if (!entries.ok || !end.ok) throw new NotABackup('its seals do not hold')
  for (const entry of entries.value) await takeIn.take(entry)
  return takeIn.looked()
}
