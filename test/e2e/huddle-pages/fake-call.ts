/** A call that stands still: every state of the huddle window without an engine, a device or a connection. It writes down what is asked of it. */
import type { TransferView } from '../../../entrypoints/huddle/files/model.ts'
import type { Call, CallActions, CallState } from '../../../entrypoints/huddle/model.ts'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { PenPoint } from '../../../shared/huddle/parts.ts'
import { Signal } from '../../../shared/kit/signal.ts'

export interface Asked {
  readonly do: string
  readonly with: readonly unknown[]
}

export interface FakeCall extends Call {
  readonly asked: Asked[]
  become(change: Partial<CallState>): void
}

const ACTIONS: ReadonlyArray<keyof CallActions> = [
  'enter',
  'stay',
  'setMuted',
  'pushToTalk',
  'setCamera',
  'setScreen',
  'setHand',
  'react',
  'setVolume',
  'chooseMicrophone',
  'chooseCamera',
  'chooseSpeaker',
  'setNoiseSuppression',
  'setBlur',
  'setLowData',
  'testSpeaker',
  'ring',
  'watch',
  'point',
  'act',
  'dismiss',
  'leave',
]

export function fakeCall(first: CallState, transfers: readonly TransferView[], ticket?: string): FakeCall {
  const asked: Asked[] = []
  let state = first
  const changed = new Signal<void>()
  const note =
    (name: string) =>
    (...given: unknown[]) => {
      asked.push({ do: name, with: given.map((one) => (one instanceof Map ? [...one] : one)) })
      return Promise.resolve()
    }
  const actions = Object.fromEntries(ACTIONS.map((name) => [name, note(name)])) as unknown as CallActions
  return {
    get state() {
      return state
    },
    changed,
    asked,
    level: (who) => loudness(state, who),
    pointed: new Signal<{ readonly device: DeviceId; readonly point: PenPoint | undefined }>(),
    files: {
      list: transfers,
      changed: new Signal<void>(),
      offer: (device, file) => asked.push({ do: 'offer', with: [device, file.name] }),
      accept: note('accept'),
      cancel: note('cancel'),
      save: note('save'),
      forget: note('forget'),
    },
    actions: {
      ...actions,
      chat: async () => {
        asked.push({ do: 'chat', with: [] })
        if (ticket === undefined) throw new Error('The chat needs the relay, which is away.')
        return ticket
      },
    },
    become: (change) => {
      state = { ...state, ...change }
      changed.emit()
    },
  }
}

/** Who speaks is loud, the rest is still: pictures look the same every time. */
function loudness(state: CallState, who: DeviceId | 'me'): number {
  const speaking = who === 'me' ? state.me?.speaking : state.others.find(({ device }) => device === who)?.speaking
  return speaking ? 0.45 : 0.02
}
