import { describe, expect, it } from 'vitest'
import type { SpaceId } from '../../shared/domain/ids.ts'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { STORE_TABLES } from '../../shared/engine/ports.ts'
import { SpaceRefusal } from '../../shared/engine/spaces/refusal.ts'
import { createMember, sign } from '../../shared/envelope/party.ts'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { deletionMessage } from '../../shared/protocol/deletion.ts'
import { comment, highlight, newKey } from '../kit/documents.ts'
import type { MemoryStore } from '../kit/memory-store.ts'
import { type Person, world } from '../kit/world.ts'

const PAGE = 'https://site.example/article'

/** Every key of the store that names the space. */
async function kept(store: MemoryStore, space: SpaceId): Promise<string[]> {
  const tables = await Promise.all(STORE_TABLES.map((table) => store.list(table, '')))
  return tables.flat().flatMap(({ key }) => (key.includes(space) ? [key] : []))
}

const texts = (page: PageDocument): string[] => [...page.comments().values()].map(({ value }) => value.body)

async function say(person: Person, words: string): Promise<void> {
  const page = await person.open(PAGE)
  const id = newKey(person.space.self)
  await page.putThread([id, highlight(words)], [newKey(person.space.self), comment(id, words)])
}

async function team(seed: number) {
  const made = await world(seed, 'ada', 'ben')
  const { ada, ben } = made.people
  await made.run(say(ada, 'by Ada'))
  await made.run(ben.open(PAGE))
  await made.settle()
  return { ...made, made, ada, ben, space: ada.space.self.space }
}

describe('leaving a space', () => {
  it('S20 keeps the copy: it can be read, not written, and nothing moves any more; an invite leads back', async () => {
    const { made, ada, ben, space } = await team(1)
    const { code } = await ada.space.invite('Ada', '')
    ben.leave(PAGE)
    await made.settle()
    await made.run(ben.spaces.leave(space))
    await made.run(say(ada, 'after he left'))
    await made.settle()
    const page = await made.run(ben.open(PAGE))
    expect(texts(page)).toEqual(['by Ada'])
    expect([ben.space.closed, ben.space.carriage.link.state]).toEqual([{ how: 'left' }, 'none'])
    expect(ben.space.carriage.link.words).toContain('You left this space')
    await expect(say(ben, 'too late')).rejects.toThrow(/written/)
    await expect(ben.space.invite('Ben', '')).rejects.toThrow()
    await expect(ben.spaces.leave(space)).rejects.toThrow(SpaceRefusal)
    ben.leave(PAGE)
    ben.crash()
    await made.run(ben.start())
    expect([ben.space.closed, texts(await made.run(ben.open(PAGE)))]).toEqual([{ how: 'left' }, ['by Ada']])
    ben.leave(PAGE)
    await made.run(ben.spaces.join(fromBase64Url(code)))
    const again = await made.run(ben.open(PAGE))
    await made.until('Ben to have what came meanwhile', () => texts(again).length === 2)
    await made.run(say(ben, 'back'))
    await made.settle()
    expect(texts(await ada.open(PAGE)).sort()).toEqual(['after he left', 'back', 'by Ada'])
  })

  it('S21 forgets everything that names the space, and nothing else', async () => {
    const { made, ben, space } = await team(2)
    const privately = ben.spaces.list().find((one) => one.private)?.self.space as SpaceId
    const before = await kept(ben.store, privately)
    await ben.store.write([{ table: 'settings', key: `draft/${space}/x/page`, value: 'a secret' }])
    expect((await kept(ben.store, space)).length).toBeGreaterThan(5)
    await made.run(ben.spaces.forget(space))
    expect([await kept(ben.store, space), ben.spaces.get(space)]).toEqual([[], undefined])
    expect(await kept(ben.store, privately)).toEqual(before)
    await made.settle()
    expect(await kept(ben.store, space)).toEqual([])
  })

  it('S21 a crash at any write of it is finished at the next start, or did not happen', async () => {
    const { made, ben, space } = await team(3)
    ben.leave(PAGE)
    await made.settle()
    const outcomes = new Set<string>()
    for (let dies = 1; dies < 40; dies++) {
      let writes = 0
      ben.crash()
      ben.store = ben.store.crash({
        beforeWrite: () => {
          if (++writes >= dies) throw new Error('the browser was killed')
        },
      })
      // Starting writes, too: a death before the wish is none of this test's.
      const started = await made.run(
        ben.start().then(
          () => true,
          () => false,
        ),
      )
      const done =
        started &&
        (await made.run(
          ben.spaces.forget(space).then(
            () => true,
            () => false,
          ),
        ))
      ben.crash()
      ben.store = ben.store.crash({})
      await made.run(ben.start())
      const left = await kept(ben.store, space)
      outcomes.add(left.length === 0 ? 'gone' : 'there')
      if (left.length > 0) expect([done, ben.spaces.get(space)?.name]).toEqual([false, 'Team'])
      else expect(ben.spaces.get(space)).toBeUndefined()
      if (left.length === 0) break
    }
    expect([...outcomes]).toContain('gone')
  })

  it('S21 the private space cannot be left; what still waits for its relay can', async () => {
    const { made, ada, ben, space } = await team(4)
    const privately = ben.spaces.list().find((one) => one.private)?.self.space as SpaceId
    for (const end of [
      ben.spaces.leave(privately),
      ben.spaces.forget(privately),
      ben.spaces.deleteEverywhere(privately),
    ])
      await expect(end).rejects.toThrow(SpaceRefusal)
    const { code } = await ada.space.invite('Ada', '')
    await made.run(ben.spaces.forget(space))
    await made.run(ben.spaces.join(fromBase64Url(code)))
    await made.until('Ben to be in again', () => ben.spaces.get(space) !== undefined)
    await made.run(ben.spaces.forget(space))
    await expect(ben.spaces.forget(space)).rejects.toThrow(SpaceRefusal)
  })

  it('S23 who was seen here is known after a restart, and forgotten with the space', async () => {
    const { made, ada, ben, space } = await team(5)
    const adas = ada.space.self.device
    await made.until('Ben to see Ada', () => ben.space.seen.has(adas))
    ben.crash()
    await made.run(ben.start())
    expect(ben.space.seen.get(adas)).toMatchObject({ member: ada.member })
    await made.run(ben.spaces.forget(space))
    expect(await kept(ben.store, space)).toEqual([])
  })
})

describe('deleting a space', () => {
  it('S22 the relay erases it; members keep what they have, and are told who did it', async () => {
    const { made, ada, ben, space } = await team(6)
    await expect(ben.spaces.deleteEverywhere(space)).rejects.toThrow(/admin/)
    const { code } = await ada.space.invite('Ada', '')
    await made.run(ada.spaces.deleteEverywhere(space))
    expect(ada.space.closed).toEqual({ how: 'deleted', by: ada.member })
    await made.until('Ben to hear of it', () => ben.space.closed !== undefined)
    expect(ben.space.closed).toEqual({ how: 'deleted', by: ada.member })
    expect(ben.space.carriage.link.words).toBe(
      'ada deleted this space. What you have stays on this device until you forget it.',
    )
    ben.leave(PAGE)
    expect(texts(await made.run(ben.open(PAGE)))).toEqual(['by Ada'])
    await expect(say(ben, 'too late')).rejects.toThrow(/written/)
    await expect(ben.spaces.join(fromBase64Url(code))).rejects.toThrow(/deleted/)
    expect(ben.space.closed?.how).toBe('deleted')
    await made.run(ben.spaces.forget(space))
    await made.run(ben.spaces.join(fromBase64Url(code)))
    expect(ben.spaces.pending().map(({ words }) => words)).toEqual([expect.stringContaining('deleted')])
  })

  it('S22 who was away is told when they come back; without the relay’s answer nothing changes', async () => {
    const { made, ada, ben, space } = await team(7)
    ben.crash()
    made.offline.add('ada')
    made.enforce()
    const refused = made.run(ada.spaces.deleteEverywhere(space).then(() => '', String))
    expect([await refused, ada.space.closed]).not.toContain('')
    expect(ada.space.closed).toBeUndefined()
    made.heal()
    await made.run(ada.spaces.deleteEverywhere(space))
    await made.run(ben.start())
    await made.until('Ben to hear of it', () => ben.space.closed !== undefined)
    expect(ben.space.closed?.how).toBe('deleted')
  })

  it('S22 a word that is no admin’s of the space ends nothing, whatever the relay says', async () => {
    const { made, ben, space } = await team(8)
    const mallory = await createMember()
    const challenge = new Uint8Array(40)
    const word = async (signed: SpaceId, admin: Uint8Array<ArrayBuffer>) => ({
      admin,
      challenge,
      signature: await sign(mallory.signing, 'delete-space', deletionMessage(signed, challenge)),
    })
    const { deleted } = ben.space.carriage
    deleted.emit(await word(space, mallory.publicKey))
    deleted.emit(await word(space, new Uint8Array(32)))
    await made.settle()
    expect(ben.space.closed).toBeUndefined()
  })
})
