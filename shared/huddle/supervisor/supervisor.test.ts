import { describe, expect, it } from 'vitest'
import { deviceOf, HUDDLE } from '../../../test/kit/call-model.ts'
import type { DeviceId } from '../../domain/ids.ts'
import type { SignalBody, SignalMessage } from '../wire/signal.ts'
import type { CallEffect, CallEvent, ConnectionState } from './state.ts'
import { Supervisor } from './supervisor.ts'

const [low, me, high] = [deviceOf(1), deviceOf(5), deviceOf(9)]
const OURS = 'a'.repeat(32)
const [S1, S2] = ['1'.repeat(32), '2'.repeat(32)]
const candidates = [{ candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 }]

/** Our window and one other device: `high` is offered to, `low` offers. */
class Scene {
  now = 0
  n = 0
  readonly supervisor: Supervisor
  readonly other: DeviceId

  constructor(other: DeviceId, fraction = 0.5) {
    this.other = other
    this.supervisor = new Supervisor(me, OURS, () => fraction)
  }

  take(event: CallEvent): readonly CallEffect[] {
    return this.supervisor.take(event, this.now)
  }

  present(here: boolean, sure = true) {
    return this.take({ is: 'present', devices: here ? [this.other] : [], sure })
  }

  signal(message: SignalMessage, more: Partial<SignalBody> = {}) {
    this.n += 1
    const body: SignalBody = { v: 1, huddle: HUDDLE, session: S1, to: OURS, n: this.n, message, ...more }
    return this.take({ is: 'signal', from: this.other, body })
  }

  connection(state: ConnectionState, link = 1) {
    return this.take({ is: 'connection', device: this.other, link, state })
  }

  heard(link = 1) {
    return this.take({ is: 'heard', device: this.other, link })
  }

  /** Time passes in looks of half a second. */
  pass(ms: number, heard = false): CallEffect[] {
    const effects: CallEffect[] = []
    for (const until = this.now + ms; this.now < until; ) {
      this.now += 500
      if (heard) effects.push(...this.heard())
      effects.push(...this.take({ is: 'tick' }))
    }
    return effects
  }

  get view() {
    return this.supervisor.peer(this.other, this.now)
  }

  get phase() {
    return this.view?.phase
  }

  /** As far as connected, we being the offerer. */
  static offering(): Scene {
    const scene = new Scene(high)
    scene.present(true)
    scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' })
    scene.connection('connected')
    expect(scene.phase).toBe('connected')
    return scene
  }

  static asking(): Scene {
    const scene = new Scene(low)
    scene.present(true)
    scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' })
    scene.connection('connected')
    expect(scene.phase).toBe('connected')
    return scene
  }
}
const kinds = (effects: readonly CallEffect[]) =>
  effects.map((effect) => (effect.do === 'send' ? effect.message.is : effect.do))

describe('dialling', () => {
  it('HU12 the lower id offers as soon as presence names the other', () => {
    const scene = new Scene(high)
    expect(scene.present(true)).toEqual([{ do: 'offer', device: high, link: 1, round: 1 }])
    expect(scene.phase).toBe('dialling')
    expect(scene.present(true)).toEqual([])
  })

  it('HU12 the higher id asks by hello, again after a while, and answers', () => {
    const scene = new Scene(low)
    expect(scene.present(true)).toEqual([{ do: 'send', device: low, message: { is: 'hello', link: 0 } }])
    const asked = kinds(scene.pass(20_000))
    expect(new Set(asked)).toEqual(new Set(['hello']))
    expect(asked.length).toBeGreaterThan(4)
    expect(scene.view?.link).toBe(0)
    const effects = scene.signal({ is: 'offer', link: 4, round: 1, sdp: 'o' }, { to: '' })
    expect(effects).toEqual([{ do: 'answer', device: low, link: 4, round: 1, sdp: 'o' }])
    expect(scene.view).toMatchObject({ phase: 'connecting', link: 4, session: S1 })
  })

  it('HU12 who speaks is dialled before presence names them, and given up when it never does', () => {
    const scene = new Scene(high)
    expect(kinds(scene.signal({ is: 'hello', link: 0 }, { to: '' }))).toEqual(['offer'])
    expect(kinds(scene.pass(20_000)).at(-1)).toBe('close')
    expect(scene.supervisor.peers(scene.now)).toEqual([])
  })

  it('HU13 a dial ends after 8 s, its offer having been sent again; the next comes after a pause, and pauses grow', () => {
    const scene = new Scene(high, 0.99)
    scene.present(true)
    expect(kinds(scene.pass(8_000))).toEqual(['resend', 'resend', 'resend', 'close'])
    expect(scene.phase).toBe('idle')
    const offers: number[] = []
    for (let i = 0; i < 200; i++) if (kinds(scene.pass(500)).includes('offer')) offers.push(scene.now)
    const gaps = offers.slice(1).map((at, index) => at - (offers[index] ?? 0))
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    expect(gaps.at(-1)).toBeLessThanOrEqual(16_500)
  })

  it('HU13 a connection that fails while it is made is closed, and another is tried', () => {
    const scene = new Scene(high)
    scene.present(true)
    expect(kinds(scene.connection('failed'))).toEqual(['close'])
    expect(kinds(scene.pass(1_000))).toEqual(['offer'])
    expect(scene.view?.link).toBe(2)
    expect(scene.connection('connected', 1)).toEqual([])
    expect(scene.phase).toBe('dialling')
  })

  it('HU14 an offer from the higher id is passed over, and an answer to no offer', () => {
    const scene = new Scene(high)
    scene.present(true)
    expect(scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' })).toEqual([])
    const other = new Scene(low)
    other.present(true)
    expect(other.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' })).toEqual([])
    expect(other.view?.link).toBe(0)
  })

  it('HU15 a hello without our connection makes us dial anew; while we dial, send again', () => {
    const scene = new Scene(high)
    scene.present(true)
    scene.now += 500
    expect(kinds(scene.signal({ is: 'hello', link: 0 }, { to: '' }))).toEqual(['resend'])
    scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' })
    scene.connection('connected')
    expect(kinds(scene.signal({ is: 'hello', link: 1 }))).toEqual([])
    expect(kinds(scene.signal({ is: 'hello', link: 0 }))).toEqual(['close', 'offer'])
  })

  it('HU15 an offer on a connection that we have closed is answered by hello', () => {
    const scene = Scene.asking()
    scene.take({ is: 'broken', device: low, link: 1 })
    scene.now += 2_000
    expect(scene.signal({ is: 'offer', link: 1, round: 2, sdp: 'o' })).toEqual([
      { do: 'send', device: low, message: { is: 'hello', link: 0 } },
    ])
  })
})

describe('signals', () => {
  it('HU2 that are meant for another session of ours are passed over', () => {
    const scene = new Scene(high)
    expect(scene.signal({ is: 'hello', link: 0 }, { to: S2 })).toEqual([])
    expect(scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' }, { to: '' })).toEqual([])
    expect(
      scene.take({
        is: 'signal',
        from: me,
        body: { v: 1, huddle: HUDDLE, session: S1, to: '', n: 1, message: { is: 'hello', link: 0 } },
      }),
    ).toEqual([])
  })

  it('HU2 of an ended window are passed over', () => {
    const scene = Scene.asking()
    scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'p' }, { session: S2 })
    expect(scene.view).toMatchObject({ session: S2, phase: 'connecting' })
    expect(scene.signal({ is: 'offer', link: 7, round: 1, sdp: 'o' }, { session: S1 })).toEqual([])
    expect(scene.signal({ is: 'bye' }, { session: S1 })).toEqual([])
    expect(scene.view).toMatchObject({ session: S2, phase: 'connecting' })
  })

  it('HU3 that are doubled, late or of an earlier round are passed over', () => {
    const scene = new Scene(high)
    scene.present(true)
    expect(scene.signal({ is: 'answer', link: 2, round: 1, sdp: 'a' })).toEqual([])
    expect(kinds(scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' }))).toEqual(['accept'])
    expect(scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' })).toEqual([])
    scene.connection('connected')
    scene.now += 5_000
    scene.take({ is: 'wake' })
    expect(scene.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' })).toEqual([])
    expect(kinds(scene.signal({ is: 'answer', link: 1, round: 2, sdp: 'a' }))).toEqual(['accept'])
  })

  it('HU3 a hello that is older than what came is no reason to begin anew', () => {
    const scene = Scene.offering()
    expect(scene.signal({ is: 'hello', link: 0 }, { n: 0 })).toEqual([])
    expect(scene.phase).toBe('connected')
  })

  it('HU3 an offer that comes twice is answered twice, on one connection', () => {
    const scene = new Scene(low)
    scene.present(true)
    scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' })
    scene.now += 1_000
    expect(kinds(scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' }))).toEqual(['resend'])
  })

  it('HU4 candidates wait for their description', () => {
    const scene = new Scene(low)
    scene.present(true)
    expect(scene.signal({ is: 'candidates', link: 1, round: 1, candidates })).toEqual([])
    expect(kinds(scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' }))).toEqual(['answer', 'candidates'])
    expect(kinds(scene.signal({ is: 'candidates', link: 1, round: 1, candidates }))).toEqual(['candidates'])
    expect(scene.signal({ is: 'candidates', link: 1, round: 2, candidates })).toEqual([])
    expect(kinds(scene.signal({ is: 'offer', link: 1, round: 2, sdp: 'o' }))).toEqual(['answer-restart', 'candidates'])
    const offerer = new Scene(high)
    offerer.present(true)
    expect(offerer.signal({ is: 'candidates', link: 1, round: 1, candidates })).toEqual([])
    expect(kinds(offerer.signal({ is: 'answer', link: 1, round: 1, sdp: 'a' }))).toEqual(['accept', 'candidates'])
  })

  it('HU4 at most eight wait, and those of other windows or earlier offers are not given out', () => {
    const scene = new Scene(low)
    scene.present(true)
    for (let i = 0; i < 50; i++) scene.signal({ is: 'candidates', link: 1, round: 1, candidates })
    scene.signal({ is: 'candidates', link: 1, round: 1, candidates }, { session: S2 })
    const effects = kinds(scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'o' }))
    expect(effects.filter((kind) => kind === 'candidates')).toHaveLength(7)
  })

  it('HU16 a new window of the same device replaces the old one at once', () => {
    for (const scene of [Scene.offering(), Scene.asking()]) {
      const first: SignalMessage =
        scene.other === high ? { is: 'hello', link: 0 } : { is: 'offer', link: 1, round: 1, sdp: 'n' }
      const effects = scene.signal(first, { session: S2, to: '', n: 1 })
      expect(kinds(effects)).toEqual(['close', scene.other === high ? 'offer' : 'answer'])
      expect(scene.view?.session).toBe(S2)
    }
  })
})

describe('an open connection', () => {
  it('HU17 is disturbed after 3 s of silence, or when the browser says so, and connected when something is heard', () => {
    const scene = Scene.offering()
    expect(scene.pass(60_000, true)).toEqual([])
    scene.pass(3_000)
    expect(scene.phase).toBe('disturbed')
    scene.heard()
    expect(scene.phase).toBe('connected')
    scene.connection('disconnected')
    expect(scene.phase).toBe('disturbed')
    scene.connection('connected')
    expect(scene.phase).toBe('connected')
  })

  it('HU18 is restarted by who offers: after 2 to 4 s, again each 4 s with reminders, given up after 60 s', () => {
    const scene = Scene.offering()
    scene.connection('disconnected')
    expect(kinds(scene.pass(2_500))).toEqual([])
    expect(scene.pass(500)).toEqual([{ do: 'restart', device: high, link: 1, round: 2 }])
    expect(scene.phase).toBe('restarting')
    const effects = kinds(scene.pass(60_000))
    expect(effects.filter((kind) => kind === 'restart')).toHaveLength(14)
    expect(effects.filter((kind) => kind === 'resend')).toHaveLength(15)
    expect(effects.at(-1)).toBe('close')
    expect(kinds(scene.pass(1_000))).toEqual(['offer'])
  })

  it('HU18 is restarted at once when the browser says failed; who may not offer asks', () => {
    expect(kinds(Scene.offering().connection('failed'))).toEqual(['restart'])
    const scene = Scene.asking()
    expect(scene.connection('failed')).toEqual([
      { do: 'send', device: low, message: { is: 'restart-please', link: 1 } },
    ])
    expect(kinds(scene.pass(4_000))).toEqual(['restart-please'])
    expect(kinds(scene.signal({ is: 'offer', link: 1, round: 2, sdp: 'o' }))).toEqual(['answer-restart'])
    scene.heard()
    expect(scene.phase).toBe('connected')
  })

  it('HU18 the other may ask for it; not for another connection, and not all the time', () => {
    const scene = Scene.offering()
    expect(scene.signal({ is: 'restart-please', link: 2 })).toEqual([])
    expect(kinds(scene.signal({ is: 'restart-please', link: 1 }))).toEqual(['restart'])
    for (let i = 0; i < 20; i++) expect(scene.signal({ is: 'restart-please', link: 1 })).toEqual([])
    expect(scene.phase).toBe('connected')
  })

  it('HU19 a network that is only measured otherwise restarts nothing that works, and silence soon', () => {
    const scene = Scene.offering()
    for (let i = 0; i < 10; i++) expect([scene.take({ is: 'doubt' }), scene.pass(1_000, true)]).toEqual([[], []])
    expect(kinds(scene.pass(1_500))).toEqual(['restart'])
    scene.heard()
    expect(scene.phase).toBe('connected')
    scene.pass(6_000, true)
    expect(kinds(scene.pass(2_500))).not.toContain('restart')
    expect(scene.phase).toBe('connected')
    scene.pass(1_000)
    expect(scene.phase).toBe('disturbed')
    expect(kinds(scene.take({ is: 'doubt' }))).toEqual(['restart'])
  })

  it('HU19 a doubt does not end a dial under way', () => {
    const scene = new Scene(high)
    expect(kinds(scene.present(true))).toEqual(['offer'])
    scene.pass(3_000)
    expect(scene.take({ is: 'doubt' })).toEqual([])
    expect(scene.view?.link).toBe(1)
  })

  it('HU19 waking restarts at once while it works on, and ends pauses', () => {
    const scene = Scene.offering()
    scene.pass(2_000, true)
    expect(kinds(scene.take({ is: 'wake' }))).toEqual(['restart'])
    expect(scene.phase).toBe('connected')
    expect(scene.take({ is: 'wake' })).toEqual([])
    const idle = new Scene(high, 0.99)
    idle.present(true)
    for (let i = 0; i < 5; i++) idle.pass(8_000)
    idle.connection('failed', idle.view?.link)
    expect(idle.phase).toBe('idle')
    expect(kinds(idle.take({ is: 'wake' }))).toEqual(['offer'])
  })

  it('HU20 outlives presence while they are heard', () => {
    const scene = Scene.offering()
    scene.present(false)
    expect(scene.pass(60_000, true)).toEqual([])
    expect(scene.phase).toBe('connected')
    expect(kinds(scene.pass(15_000))).toContain('close')
    expect(scene.phase).toBe('gone')
  })

  it('HU20 the silence of a relay that is away says nothing', () => {
    const scene = new Scene(high)
    scene.present(true)
    scene.present(false, false)
    expect(scene.phase).toBe('dialling')
    expect(kinds(scene.present(false))).toEqual(['close'])
    expect(scene.phase).toBe('gone')
  })

  it('HU21 is listed for ten seconds after the last sign, and dialled on while presence names them', () => {
    const scene = Scene.offering()
    scene.pass(9_500)
    expect(scene.view?.listed).toBe(true)
    scene.pass(500)
    expect(scene.view?.listed).toBe(false)
    expect(scene.phase).toBe('restarting')
    scene.signal({ is: 'restart-please', link: 1 })
    expect(scene.view?.listed).toBe(true)
  })
})

describe('leaving', () => {
  it('HU22 bye ends it at once, over either way; late signals and presence do not bring them back', () => {
    for (const way of ['signal', 'channel']) {
      const scene = Scene.offering()
      const effects = way === 'signal' ? scene.signal({ is: 'bye' }) : scene.take({ is: 'bye', device: high, link: 1 })
      expect(kinds(effects)).toEqual(['close'])
      expect(scene.supervisor.peers(scene.now)).toEqual([])
      expect(scene.signal({ is: 'hello', link: 0 })).toEqual([])
      expect(scene.present(true)).toEqual([])
      expect(kinds(scene.pass(11_500))).toEqual([])
      // Named for longer than presence can lag: they are back.
      expect(kinds(scene.pass(1_000))).toEqual(['offer'])
    }
  })

  it('HU22 a new session after a bye is met at once', () => {
    const scene = Scene.offering()
    scene.signal({ is: 'bye' })
    expect(kinds(scene.signal({ is: 'hello', link: 0 }, { session: S2, to: '' }))).toEqual(['offer'])
  })

  it('HU16 a window that is back after its bye counts its connections from 1 again', () => {
    const scene = new Scene(low)
    scene.present(true)
    scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'first' })
    scene.connection('connected')
    scene.take({ is: 'bye', device: low, link: 1 })
    const back = { session: S2, n: 1 }
    expect(scene.signal({ is: 'offer', link: 1, round: 1, sdp: 'again' }, back)).toContainEqual({
      do: 'answer',
      device: low,
      link: 1,
      round: 1,
      sdp: 'again',
    })
  })

  it('HU11 when we leave everybody is told, and nothing happens any more', () => {
    const scene = Scene.offering()
    expect(kinds(scene.take({ is: 'leave' }))).toEqual(['bye', 'close'])
    expect(scene.signal({ is: 'hello', link: 0 }, { session: S2 })).toEqual([])
    expect(scene.present(true)).toEqual([])
    expect(scene.supervisor.peers(scene.now)).toEqual([])
  })
})

describe('hostile devices', () => {
  it('HU23 a refused window is not dialled again, until it begins anew', () => {
    const scene = Scene.offering()
    expect(kinds(scene.take({ is: 'refuse', device: high, link: 1 }))).toEqual(['close'])
    expect(scene.supervisor.peers(scene.now)).toMatchObject([{ refused: true, link: 0, listed: true }])
    scene.signal({ is: 'hello', link: 0 })
    expect(scene.take({ is: 'wake' })).toEqual([])
    expect(kinds(scene.pass(60_000))).toEqual([])
    expect(kinds(scene.signal({ is: 'hello', link: 0 }, { session: S2, to: '' }))).toEqual(['offer'])
    expect(scene.view?.refused).toBe(false)
  })

  it('HU24 one device cannot make us create connections without end', () => {
    const scene = new Scene(low)
    let made = 0
    for (let i = 1; i <= 3_000; i++) {
      scene.now += 20
      const session = (i % 50).toString(16).padStart(32, '0')
      made += kinds(scene.signal({ is: 'offer', link: i, round: 1, sdp: 'o' }, { session, to: '' })).filter(
        (kind) => kind === 'answer',
      ).length
    }
    expect(made).toBeLessThanOrEqual(6 + 30)
    expect(made).toBeGreaterThan(6)
  })

  it('HU24 at most eleven connections exist, and a thousand strangers are not remembered for ever', () => {
    const supervisor = new Supervisor(deviceOf(255), OURS, () => 0.5)
    let open = 0
    for (let i = 1; i < 200; i++) {
      const body: SignalBody = {
        v: 1,
        huddle: HUDDLE,
        session: S1,
        to: '',
        n: 1,
        message: { is: 'offer', link: 1, round: 1, sdp: 'o' },
      }
      for (const kind of kinds(supervisor.take({ is: 'signal', from: deviceOf(i), body }, 0)))
        open += kind === 'answer' ? 1 : kind === 'close' ? -1 : 0
    }
    expect(open).toBe(11)
    expect(supervisor.peers(0).length).toBeLessThan(200)
    for (const effect of supervisor.take({ is: 'tick' }, 60_000)) open += effect.do === 'close' ? -1 : 0
    expect(open).toBe(0)
    expect(supervisor.peers(60_000)).toEqual([])
  })
})
