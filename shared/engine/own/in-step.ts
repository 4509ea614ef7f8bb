import type { DeviceId, SpaceId } from '../../domain/ids.ts'
import { ByteReader } from '../../kit/binary.ts'
import { Alarm } from '../alarm.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { Conversation } from './conversation.ts'
import { OwnLine } from './line.ts'
import { OwnCopy } from './own-copy.ts'

/** What is in the copies is compared so often while browsers of one person are here: what was lost comes then. Milliseconds. */
export const COMPARE_OWN_MS = 60_000
/** Memory: browsers of one's own that are told of, in each shared space. */
const MOST_BROWSERS = 16

type Ports = Pick<EnginePorts, 'clock' | 'random'>

interface Met {
  readonly conversation: Conversation
  readonly ended: AbortController
}

/** A shared space in which other browsers of this person are met. */
interface Meeting {
  readonly space: OpenSpace
  readonly ended: AbortController
  readonly met: Map<DeviceId, Met>
}

/** DV11: the browsers of one person keep their copies of the private space in step, by signals, while they meet in a shared one. */
export class InStep {
  readonly #ports: Ports
  readonly #spaces: Pick<Spaces, 'list' | 'changed'>
  readonly #until: AbortSignal
  readonly #copies = new Map<SpaceId, { readonly copy: OwnCopy; readonly ended: AbortController }>()
  readonly #meetings = new Map<SpaceId, Meeting>()
  readonly #compare: Alarm

  constructor(ports: Ports, spaces: Pick<Spaces, 'list' | 'changed'>, until: AbortSignal) {
    this.#ports = ports
    this.#spaces = spaces
    this.#until = until
    this.#compare = new Alarm(ports.clock, () => this.#compareAll())
    spaces.changed.listen(() => this.#look(), until)
    until.addEventListener('abort', () => this.#close(), { once: true })
    this.#look()
  }

  #look(): void {
    if (this.#until.aborted) return
    const going = this.#spaces.list().filter(({ self, closed }) => closed === undefined && self.ended === undefined)
    // By the open space: one that was entered anew has another document and another carriage.
    for (const [id, { copy, ended }] of this.#copies) if (!going.includes(copy.space)) drop(this.#copies, id, ended)
    for (const [id, { space, ended }] of this.#meetings) if (!going.includes(space)) drop(this.#meetings, id, ended)
    for (const space of going) {
      if (space.private && !this.#copies.has(space.self.space)) this.#keep(space)
      if (!space.private && !this.#meetings.has(space.self.space)) this.#attend(space)
    }
    this.#settle()
  }

  #keep(space: OpenSpace): void {
    const ended = new AbortController()
    const copy = new OwnCopy(space, ended.signal)
    this.#copies.set(copy.id, { copy, ended })
    copy.written.listen(({ document, record }) => {
      for (const one of this.#others(copy)) if (one.as.has(copy.id)) one.tell(copy, document, record)
    }, ended.signal)
    for (const one of this.#others(copy)) one.compare(copy, true)
  }

  #attend(space: OpenSpace): void {
    const ended = new AbortController()
    const meeting = { space, ended, met: new Map<DeviceId, Met>() }
    this.#meetings.set(space.self.space, meeting)
    space.carriage.presentChanged.listen(() => this.#meet(meeting), ended.signal)
    space.carriage.toldOwn.listen(({ device, member, body }) => {
      if (member === space.self.member) meeting.met.get(device)?.conversation.hear(body)
    }, ended.signal)
    this.#meet(meeting)
  }

  #meet({ space, ended, met }: Meeting): void {
    const own = space.carriage.present().filter(({ member }) => member === space.self.member)
    const here = new Set(own.slice(0, MOST_BROWSERS).map(({ device }) => device))
    for (const [device, one] of met) if (!here.has(device)) drop(met, device, one.ended)
    for (const device of here) if (!met.has(device)) met.set(device, this.#begin(space, device, ended.signal))
    this.#settle()
  }

  #begin({ self, carriage }: OpenSpace, device: DeviceId, until: AbortSignal): Met {
    const { clock, random } = this.#ports
    const ended = new AbortController()
    const signal = AbortSignal.any([ended.signal, until])
    const number = new ByteReader(random.bytes(4)).u32()
    const line = new OwnLine(carriage, device, clock, number, signal)
    // Another member's space is not this person's, though it may stand in the same browser.
    const mine = (copy: OwnCopy | undefined) => (copy?.space.self.member === self.member ? copy : undefined)
    const conversation = new Conversation(line, clock, (space) => mine(this.#copies.get(space)?.copy))
    for (const { copy } of this.#copies.values()) if (mine(copy)) conversation.compare(copy, true)
    return { conversation, ended }
  }

  /** Each other browser once for a copy, however many shared spaces it is met in; and those that have not said yet which they are. */
  #others(copy: OwnCopy): readonly Conversation[] {
    const told = new Set<DeviceId>()
    const found: Conversation[] = []
    for (const { space, met } of this.#meetings.values()) {
      if (space.self.member !== copy.space.self.member) continue
      for (const { conversation } of met.values()) {
        const as = conversation.as.get(copy.id)
        if (as === undefined || !told.has(as)) found.push(conversation)
        if (as !== undefined) told.add(as)
      }
    }
    return found
  }

  #compareAll(): void {
    for (const { copy } of this.#copies.values()) for (const one of this.#others(copy)) one.compare(copy)
    this.#settle()
  }

  /** No timer where nobody is. */
  #settle(): void {
    const alone = [...this.#meetings.values()].every(({ met }) => met.size === 0)
    if (alone || this.#until.aborted) this.#compare.stop()
    else if (!this.#compare.waiting) this.#compare.set(COMPARE_OWN_MS)
  }

  #close(): void {
    this.#compare.stop()
    for (const [id, { ended }] of this.#copies) drop(this.#copies, id, ended)
    for (const [id, { ended }] of this.#meetings) drop(this.#meetings, id, ended)
  }
}

function drop<Key>(from: Map<Key, unknown>, key: Key, ended: AbortController): void {
  from.delete(key)
  ended.abort()
}
