/** Samples per second: enough for two soft tones. */
const RATE = 22_050
/** One round: two tones, then quiet. Seconds. */
const ROUND = 2.6
const TONES = [
  { at: 0, hertz: 659.26, seconds: 0.55 },
  { at: 0.28, hertz: 523.25, seconds: 0.9 },
] as const
const LOUDNESS = 0.28

/** The sound of a ring as a WAV file (RIFF, 16 bit, one channel): two tones that swell in 15 ms and fade. */
export function ringWave(): Uint8Array<ArrayBuffer> {
  const samples = Math.round(RATE * ROUND)
  const file = new Uint8Array(44 + samples * 2)
  const view = new DataView(file.buffer)
  const text = (at: number, words: string) => file.set(new TextEncoder().encode(words), at)
  text(0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, samples * 2, true)
  for (let i = 0; i < samples; i++) view.setInt16(44 + i * 2, Math.round(32_767 * LOUDNESS * levelAt(i / RATE)), true)
  return file
}

function levelAt(second: number): number {
  let sum = 0
  for (const { at, hertz, seconds } of TONES) {
    const since = second - at
    if (since < 0 || since > seconds) continue
    const swell = Math.min(1, since / 0.015) * Math.exp((-4.5 * since) / seconds)
    sum += swell * (Math.sin(2 * Math.PI * hertz * since) + 0.18 * Math.sin(4 * Math.PI * hertz * since))
  }
  return Math.max(-1, Math.min(1, sum / 1.4))
}

let audio: HTMLAudioElement | undefined

/** Rings until it is called with false. A browser that does not let the engine page sound leaves the ring to be seen. */
export function ringSound(on: boolean): void {
  if (!on) {
    audio?.pause()
    audio = undefined
    return
  }
  if (audio !== undefined) return
  const address = URL.createObjectURL(new Blob([ringWave()], { type: 'audio/wav' }))
  audio = new Audio(address)
  audio.loop = true
  audio.addEventListener('emptied', () => URL.revokeObjectURL(address), { once: true })
  audio.addEventListener('pause', () => URL.revokeObjectURL(address), { once: true })
  audio.play().catch(() => URL.revokeObjectURL(address))
}
