import type { Surroundings } from '../../shared/engine/ports.ts'

type Notification = Parameters<Surroundings['ringNotification']>[0]

/** The browser around an engine, which only remembers what it was asked for. */
export class CalledSurroundings implements Surroundings {
  /** How often the huddle window was opened or brought forward. */
  opened = 0
  /** In order; undefined: taken away. */
  readonly notifications: Notification[] = []
  readonly sounds: boolean[] = []

  openHuddle(): void {
    this.opened++
  }

  ringNotification(ring: Notification): void {
    this.notifications.push(ring)
  }

  ringSound(on: boolean): void {
    this.sounds.push(on)
  }
}
