import type { SpaceId } from '../../domain/ids.ts'
import { Signal } from '../../kit/signal.ts'
import type { LeaseHead } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { Seen } from '../seen/seen.ts'
import type { Desk } from './desk.ts'
import type { Visit } from './visit.ts'

/** Who has seen what, over all spaces: tells each space's `Seen` what stands in view in the tabs in front. */
export class SeenPages {
  readonly changed = new Signal<void>()
  readonly #ports: Pick<EnginePorts, 'clock' | 'store'>
  readonly #spaces = new Map<SpaceId, Seen>()
  /** By the open space: one that was entered anew has another carriage. */
  readonly #opening = new WeakSet<OpenSpace>()
  readonly #followed = new WeakSet<Visit>()

  constructor(ports: Pick<EnginePorts, 'clock' | 'store'>) {
    this.#ports = ports
  }

  /** Members who have seen this envelope of ours. */
  by(space: OpenSpace, envelope: LeaseHead) {
    return this.#spaces.get(space.self.space)?.by(envelope) ?? []
  }

  follow(desk: Desk, until: AbortSignal): void {
    const look = () => {
      for (const space of desk.spaces.list()) void this.#open(desk, space, until)
      for (const { visit } of desk.tabs.values()) if (visit) this.#followVisit(desk, visit, until)
      this.#look(desk)
    }
    desk.tabsChanged.listen(look, until)
    desk.spaces.changed.listen(look, until)
    desk.settings.changed.listen(look, until)
    look()
  }

  async #open(desk: Desk, space: OpenSpace, until: AbortSignal): Promise<void> {
    const id = space.self.space
    if (space.private || this.#opening.has(space)) return
    this.#opening.add(space)
    const ports = { ...this.#ports, tells: () => desk.settings.tellSeen }
    const seen = await Seen.open(space, ports, until)
    if (until.aborted) return
    this.#spaces.set(id, seen)
    seen.changed.listen(() => this.changed.emit(), until)
    this.#look(desk)
  }

  #followVisit(desk: Desk, visit: Visit, until: AbortSignal): void {
    if (this.#followed.has(visit)) return
    this.#followed.add(visit)
    visit.document.changed.listen(() => this.#look(desk), AbortSignal.any([visit.until, until]))
  }

  #look({ tabs }: Desk): void {
    for (const { visit, seen } of tabs.values()) {
      if (!visit || !seen) continue
      const known = this.#spaces.get(visit.space.self.space)
      for (const part of visit.parts ?? []) known?.inView(part)
    }
  }
}
