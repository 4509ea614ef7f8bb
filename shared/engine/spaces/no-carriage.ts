import { Signal } from '../../kit/signal.ts'
import { NOT_CONNECTED } from '../connection.ts'
import type { SpaceCarriage } from '../parts.ts'
import { RelayFailure } from '../ports.ts'

/** The carriage of a private space, or of one that has ended: nothing moves, and nothing is missing. @param words why */
export function noCarriage(words = ''): SpaceCarriage {
  const written: NonNullable<SpaceCarriage['written']> = new Signal()
  return {
    linkChanged: new Signal(),
    link: { state: 'none', words, waiting: 0, refused: 0, direct: 0 },
    deleted: new Signal(),
    cameBack: new Signal(),
    connection: () => NOT_CONNECTED,
    carry: ({ id, sealed }, _room, until) => {
      sealed.listen((record) => written.emit({ document: id, record }), until)
    },
    written,
    presentChanged: new Signal(),
    present: () => [],
    announce: () => undefined,
    huddle: () => undefined,
    signal: async () => undefined,
    signalled: new Signal(),
    tellSeen: async () => undefined,
    toldSeen: new Signal(),
    tellOwn: async () => undefined,
    toldOwn: new Signal(),
    notify: async () => undefined,
    noticed: new Signal(),
    ice: async () => [],
    point: () => undefined,
    pointed: new Signal(),
    ask: () => Promise.reject(new RelayFailure('refused', 'forbidden')),
    introduce: () => undefined,
    introduced: new Signal(),
    knocked: new Signal(),
    wake: () => undefined,
    close: async () => undefined,
  }
}
