import { expect, it } from 'vitest'
import { type Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'

/** Dan, who founded the space, Eve and Fin, on one page; they see each other. */
async function three(direct: boolean) {
  const w = await world(11, 'dan', 'eve', 'fin')
  const { dan, eve, fin } = w.people
  if (!direct)
    for (const [a, b] of [
      [dan, eve],
      [dan, fin],
      [eve, fin],
    ] as const)
      w.partition(a, b)
  for (const one of [dan, eve, fin]) await w.run(one.open(PAGE))
  await w.until('all see each other', () => [dan, eve, fin].every((one) => present(one).length === 2))
  return { w, dan, eve, fin }
}

const present = (one: Person) => one.space.carriage.present().map(({ member }) => member)

/** They see each other now, and at every moment of the next minutes. */
async function together(w: World, one: Person, other: Person, seconds: number) {
  for (let passed = 0; passed < seconds; passed++) {
    expect([passed, present(one), present(other)]).toEqual([passed, [other.member], [one.member]])
    await w.pass(1_000)
  }
}

for (const direct of [false, true])
  it(`KR2 N20 N27 who stays goes on seeing each other after a removal, ${direct ? 'linked' : 'by the relay alone'}`, async () => {
    const { w, dan, eve, fin } = await three(direct)
    await w.run(dan.space.administration.want(eve.member as never, 'remove'))
    await w.until('both have the new keys', () => dan.space.self.epoch === 1 && fin.space.self.epoch === 1)
    await w.until('Eve is out', () => present(dan).length === 1 && present(fin).length === 1, 5_000)
    await together(w, dan, fin, 120)
    w.heal()
    await w.until('they are linked', () => [dan, fin].every((one) => one.space.carriage.link.direct === 1))
    expect(w.relay.failures).toEqual([])
  })
