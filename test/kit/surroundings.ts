import type { Surroundings } from '../../shared/engine/ports.ts'

type Knocks = Parameters<Surroundings['knocks']>[0]
type Notification = Parameters<Surroundings['ringNotification']>[0]

/** The browser around an engine, which only remembers what it was asked for. */
export class CalledSurroundings implements Surroundings {
  /** How often the huddle window was opened or brought forward. */
  opened = 0
  /** In order; undefined: taken away. */
  readonly notifications: Notification[] = []
  readonly sounds: boolean[] = []
  /** Who asks to be let in, as it was told; in order. */
  readonly asking: Knocks[] = []

  restarts = 0
  forgotten = 0
  readonly sharing: boolean[] = []

  restart(): void {
    this.restarts++
  }

  async forget(): Promise<void> {
    this.forgotten++
  }

  shared(on: boolean): void {
    this.sharing.push(on)
  }

  openHuddle(): void {
    this.opened++
  }

  ringNotification(ring: Notification): void {
    this.notifications.push(ring)
  }

  knocks(waiting: Knocks): void {
    this.asking.push(waiting)
  }

  ringSound(on: boolean): void {
    this.sounds.push(on)
  }
}
