import type { DeviceChoice, Devices } from '../model.ts'

export type Listed = Pick<Devices, 'microphones' | 'cameras' | 'speakers'>

/** Chromium's own names for "whatever the system uses" come twice, as devices of their own: only the first is a choice. */
const isDouble = ({ deviceId }: MediaDeviceInfo): boolean => deviceId === 'communications' || deviceId === ''

export async function listDevices(source: Pick<MediaDevices, 'enumerateDevices'>): Promise<Listed> {
  const all = (await source.enumerateDevices()).filter((device) => !isDouble(device))
  const of = (kind: MediaDeviceKind, what: string): DeviceChoice[] =>
    all
      .filter((device) => device.kind === kind)
      .map(({ deviceId, label }, i) => ({ id: deviceId, label: label === '' ? `${what} ${i + 1}` : label }))
  return {
    microphones: of('audioinput', 'Microphone'),
    cameras: of('videoinput', 'Camera'),
    speakers: canChooseSpeaker() ? of('audiooutput', 'Speaker') : [],
  }
}

const canChooseSpeaker = (): boolean =>
  typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype
