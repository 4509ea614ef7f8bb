import type { Signal } from '../../kit/signal.ts'
import type { PeerDoor, PeerHost } from '../ports.ts'

/** Whether links to other devices may be made at all: each end learns the other's address. */
export interface DirectLinks {
  allowed(): boolean
  readonly changed: Signal<void>
}

/**
 * Links only while they are allowed. Switched off, our place at the signalling is given up with all links: nobody can dial us, and
 * the relay carries everything. Switched on again, the place is taken again.
 */
export function gatedPeers(door: PeerDoor, links: DirectLinks): PeerDoor {
  return {
    open: (identity, incoming) => {
      let host: PeerHost | undefined
      const look = () => {
        if (links.allowed()) host ??= door.open(identity, incoming)
        else {
          host?.close()
          host = undefined
        }
      }
      look()
      const stop = links.changed.listen(look)
      return {
        dial: (peer) => host?.dial(peer) ?? Promise.reject(new Error('direct links are switched off')),
        close: () => {
          stop()
          host?.close()
        },
      }
    },
  }
}
