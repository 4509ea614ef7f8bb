import { describe, expect, it } from 'vitest'
import type { HuddleId, HuddleStatus } from '../../shared/domain/huddle.ts'
import type { MemberId } from '../../shared/domain/ids.ts'
import { Ringing } from '../../shared/engine/huddle/ring.ts'
import { utf8 } from '../../shared/kit/bytes.ts'
import { type Person, type World, world } from '../kit/world.ts'

const HUDDLE = '5a'.repeat(16) as HuddleId
const status: HuddleStatus = { id: HUDDLE, kind: 'talk', since: 1, muted: true, camera: false, screen: false }

/** A person's ringing over their real spaces and carriage. */
async function ringingOf(w: World, person: Person): Promise<Ringing> {
  const ports = { ...w.portsFor(person, () => person.alive), store: person.store }
  const cardOf = (_: unknown, member: MemberId) =>
    person.space.document.members().get(member) ?? ({ name: '?', colour: 'teal' } as const)
  return Ringing.open(ports, person.spaces, { sound: () => true, cardOf })
}

async function two(seed: number) {
  const w = await world(seed, 'ada', 'ben')
  const { ada, ben } = w.people
  for (const one of [ada, ben]) one.look(undefined)
  await w.until('they see each other', () => [ada, ben].every((one) => one.space.carriage.present().length === 1))
  const call = (ringing: Ringing) => {
    ada.space.carriage.huddle(status)
    ringing.call(ada.space.self.space, HUDDLE, 'talk', [ben.member as MemberId])
  }
  return { w, ada, ben, call }
}

/** What one heard of notices, in words. */
function heardBy(person: Person): string[] {
  const heard: string[] = []
  person.space.carriage.noticed.listen(({ body, member }) => heard.push(`${member}: ${new TextDecoder().decode(body)}`))
  return heard
}

describe('notices', () => {
  it('HE33 reach every member asked for, each once, proven; nobody else', async () => {
    const w = await world(21, 'ada', 'ben', 'cleo')
    const { ada, ben, cleo } = w.people
    const [bens, cleos] = [heardBy(ben), heardBy(cleo)]
    await w.run(ada.space.carriage.notify([ben.member as MemberId], utf8('hello'), new AbortController().signal))
    await w.until('Ben heard', () => bens.length === 1)
    await w.pass(40_000)
    expect([bens, cleos]).toEqual([[`${ada.member}: hello`], []])
  })

  it('HE33 wait for the relay, and for lost answers, and come once', async () => {
    const { w, ada, ben } = await two(22)
    const bens = heardBy(ben)
    w.stopRelay()
    const sent = ada.space.carriage.notify([ben.member as MemberId], utf8('later'), new AbortController().signal)
    await w.pass(5_000)
    w.startRelay()
    w.lose(2)
    await w.until('Ben heard', () => bens.length === 1)
    await w.pass(40_000)
    await w.run(sent)
    expect(bens).toEqual([`${ada.member}: later`])
  })

  it('HE33 are given up when nobody wants them any more', async () => {
    const { w, ada, ben } = await two(23)
    const bens = heardBy(ben)
    w.stopRelay()
    const wanted = new AbortController()
    const sent = ada.space.carriage.notify([ben.member as MemberId], utf8('never'), wanted.signal)
    await w.pass(5_000)
    wanted.abort()
    await w.run(sent)
    w.startRelay()
    await w.until('all is well again', () => ada.space.carriage.link.state === 'online')
    await w.pass(30_000)
    expect(bens).toEqual([])
  })

  it('HE30 who was away hears them when they start, once over all starts', async () => {
    const { w, ada, ben } = await two(24)
    ben.crash()
    await w.run(ada.space.carriage.notify([ben.member as MemberId], utf8('while away'), new AbortController().signal))
    await ben.start()
    await w.settle()
    const first = heardBy(ben)
    await w.until('Ben heard', () => first.length === 1)
    ben.crash()
    await ben.start()
    const second = heardBy(ben)
    await w.until('Ben is online', () => ben.space.carriage.link.state === 'online')
    await w.pass(5_000)
    expect([first.length, second]).toEqual([1, []])
  })

  it('HE30 a relay that lost its disk tells nothing twice', async () => {
    const { w, ada, ben } = await two(25)
    const bens = heardBy(ben)
    const send = (words: string) =>
      w.run(ada.space.carriage.notify([ben.member as MemberId], utf8(words), new AbortController().signal))
    await send('one')
    await w.until('Ben heard', () => bens.length === 1)
    w.relay.loseDisk()
    await w.until('both are back', () => [ada, ben].every((one) => one.space.carriage.link.state === 'online'))
    await send('two')
    await w.until('Ben heard the next', () => bens.length === 2)
    expect(bens).toEqual([`${ada.member}: one`, `${ada.member}: two`])
  })
})

describe('rings', () => {
  it('HE21 HE26 Ben is rung while Ada is in the huddle; "Not now" reaches her', async () => {
    const { w, ada, ben, call } = await two(31)
    const [adas, bens] = [await ringingOf(w, ada), await ringingOf(w, ben)]
    call(adas)
    await w.until('Ben is rung', () => bens.ring !== undefined, 3_000)
    expect(bens.ring).toMatchObject({ huddle: HUDDLE, spaceName: 'Team', from: { name: 'ada' } })
    expect(ben.surroundings.sounds.at(-1)).toBe(true)
    expect(ben.surroundings.notifications.at(-1)?.title).toBe('ada is calling')
    bens.decline(ben.space.self.space, HUDDLE)
    await w.until('Ada knows', () => adas.rung(HUDDLE).get(ben.member as MemberId) === 'declined', 3_000)
    expect([bens.ring, ben.surroundings.sounds.at(-1), ben.surroundings.notifications.at(-1)]).toEqual([
      undefined,
      false,
      undefined,
    ])
  })

  it('HE29 who is linked is rung, and answers, while the relay is away', async () => {
    const { w, ada, ben, call } = await two(35)
    const page = 'https://example.org/article'
    for (const one of [ada, ben]) await w.run(one.open(page))
    await w.until('linked', () => ada.space.carriage.link.direct === 1)
    const [adas, bens] = [await ringingOf(w, ada), await ringingOf(w, ben)]
    w.stopRelay()
    call(adas)
    await w.until('Ben is rung', () => bens.ring !== undefined, 3_000)
    bens.decline(ben.space.self.space, HUDDLE)
    await w.until('Ada knows', () => adas.rung(HUDDLE).get(ben.member as MemberId) === 'declined', 3_000)
  })

  it('HE22 Ada crashes: Ben is not rung for longer than her presence lasts', async () => {
    const { w, ada, ben, call } = await two(32)
    const [adas, bens] = [await ringingOf(w, ada), await ringingOf(w, ben)]
    call(adas)
    await w.until('Ben is rung', () => bens.ring !== undefined, 3_000)
    ada.crash()
    await w.until('it stops', () => bens.ring === undefined, 12_000)
  })

  it('HE23 who comes online after it all is not rung', async () => {
    const { w, ada, ben, call } = await two(33)
    const adas = await ringingOf(w, ada)
    ben.crash()
    call(adas)
    await w.until('no answer', () => adas.rung(HUDDLE).get(ben.member as MemberId) === 'no-answer')
    await w.settle()
    await ben.start()
    const bens = await ringingOf(w, ben)
    let rang = 0
    bens.changed.listen(() => rang++)
    ben.look(undefined)
    await w.until('Ben sees that the huddle is on', () =>
      ben.space.carriage.present().some(({ huddle }) => huddle !== undefined),
    )
    await w.pass(15_000)
    expect(rang).toBe(0)
  })

  it('HE21 who comes online while it rings is rung', async () => {
    const { w, ada, ben, call } = await two(34)
    const adas = await ringingOf(w, ada)
    ben.crash()
    call(adas)
    await w.pass(5_000)
    await ben.start()
    const bens = await ringingOf(w, ben)
    ben.look(undefined)
    await w.until('Ben is rung', () => bens.ring !== undefined, 20_000)
  })
})

describe('the setting of a space', () => {
  it('W5 HE28 an admin forbids ringing everyone; nobody else can, or can allow it', async () => {
    const w = await world(41, 'ada', 'ben')
    const { ada, ben } = w.people
    expect([ada.space.self.role, ben.space.self.role]).toEqual(['admin', 'writer'])
    await w.run(ada.space.document.putRingEveryone(false))
    await w.until('Ben knows', () => !ben.space.document.ringEveryone)
    await expect(ben.space.document.putRingEveryone(true)).rejects.toThrow(/admin/)
    expect(ben.space.document.ringEveryone).toBe(false)
    ben.crash()
    await ben.start()
    expect(ben.space.document.ringEveryone).toBe(false)
    await w.run(ada.space.document.putRingEveryone(true))
    await w.until('Ben knows', () => ben.space.document.ringEveryone)
  })
})
