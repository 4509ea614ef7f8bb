import { describe, expect, it } from 'vitest'
import { Speakers, TalkingMuted } from './speaker.ts'

/** Levels ten times a second. @returns the time after them */
const say = (voices: Speakers<string>, who: string, level: number, ms: number, from: number): number => {
  for (let now = from; now < from + ms; now += 100) voices.hear(who, level, now)
  return from + ms
}

describe('who speaks', () => {
  it('HU45 a cough is no speech; 300 ms are', () => {
    const voices = new Speakers<string>()
    let now = say(voices, 'ada', 0.4, 200, 0)
    now = say(voices, 'ada', 0, 1_000, now)
    expect(voices.speaking('ada', now)).toBe(false)
    now = say(voices, 'ada', 0.4, 500, now)
    expect(voices.speaking('ada', now)).toBe(true)
  })

  it('HU45 pauses between words do not end it, 1.5 s do', () => {
    const voices = new Speakers<string>()
    let now = say(voices, 'ada', 0.3, 600, 0)
    now = say(voices, 'ada', 0, 1_000, now)
    expect(voices.speaking('ada', now)).toBe(true)
    now = say(voices, 'ada', 0, 2_000, now)
    expect(voices.speaking('ada', now)).toBe(false)
  })

  it('HU45 a quiet room is silent, however long', () => {
    const voices = new Speakers<string>()
    expect(voices.speaking('ada', say(voices, 'ada', 0.04, 60_000, 0))).toBe(false)
  })

  it('HU45 levels that are none count as silence', () => {
    const voices = new Speakers<string>()
    for (const level of [Number.NaN, Number.POSITIVE_INFINITY, -1]) say(voices, 'ada', level, 1_000, 0)
    expect(voices.level('ada')).toBe(0)
    say(voices, 'ben', 99, 1_000, 0)
    expect(voices.level('ben')).toBeLessThanOrEqual(1)
  })

  it('HU46 the loudest is dominant, and stays it against one who is hardly louder, and in silence', () => {
    const voices = new Speakers<string>()
    const together = (ada: number, ben: number, from: number) => {
      say(voices, 'ada', ada, 1_000, from)
      return say(voices, 'ben', ben, 1_000, from)
    }
    let now = together(0.3, 0, 0)
    expect(voices.dominant(now)).toBe('ada')
    now = together(0.3, 0.35, now)
    expect(voices.dominant(now)).toBe('ada')
    now = together(0.3, 0.6, now)
    expect(voices.dominant(now)).toBe('ben')
    now = together(0, 0, now + 10_000)
    expect(voices.dominant(now)).toBe('ben')
    now = together(0.1, 0, now)
    expect(voices.dominant(now)).toBe('ada')
    voices.forget('ada')
    expect(voices.dominant(now + 5_000)).toBeUndefined()
  })

  it('HU47 talking while muted is said after a second of speech, and for four after it', () => {
    const talking = new TalkingMuted()
    const heard = (level: number, muted: boolean, from: number, ms: number) => {
      let said = false
      for (let now = from; now < from + ms; now += 100) said = talking.hear(level, muted, now)
      return said
    }
    expect(heard(0.3, false, 0, 5_000)).toBe(false)
    expect(heard(0.3, true, 5_000, 800)).toBe(false)
    expect(heard(0.3, true, 5_800, 1_200)).toBe(true)
    expect(heard(0, true, 7_000, 3_000)).toBe(true)
    expect(heard(0, true, 10_000, 4_000)).toBe(false)
    expect(heard(0.3, true, 14_000, 3_000)).toBe(true)
    expect(heard(0.3, false, 17_000, 100)).toBe(false)
  })
})
