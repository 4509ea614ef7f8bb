/** The four media lines that every connection of a call has from the start. */

/** Their order in every description, which is never changed: only tracks are replaced, and parameters. */
export const SLOTS = ['microphone', 'screenSound', 'camera', 'screen'] as const
export type Slot = (typeof SLOTS)[number]
export type Outgoing = Readonly<Partial<Record<Slot, MediaStreamTrack>>>
export type Lines = readonly RTCRtpTransceiver[]

const kindOf = (slot: Slot): 'audio' | 'video' => (slot === 'camera' || slot === 'screen' ? 'video' : 'audio')

/** Lines of one stream are played in step: lips with the voice, a film with its sound. */
function streams(): Record<Slot, MediaStream> {
  const [own, shared] = [new MediaStream(), new MediaStream()]
  return { microphone: own, camera: own, screenSound: shared, screen: shared }
}

export function offerLines(pc: RTCPeerConnection): Lines {
  const of = streams()
  return SLOTS.map((slot) => pc.addTransceiver(kindOf(slot), { direction: 'sendrecv', streams: [of[slot]] }))
}

/** @returns undefined when their offer has other lines than a call has */
export function answerLines(pc: RTCPeerConnection): Lines | undefined {
  const lines = pc.getTransceivers()
  if (lines.length !== SLOTS.length) return undefined
  if (lines.some(({ receiver }, i) => receiver.track.kind !== kindOf(SLOTS[i] as Slot))) return undefined
  const of = streams()
  for (const [i, line] of lines.entries()) {
    line.direction = 'sendrecv'
    line.sender.setStreams?.(of[SLOTS[i] as Slot])
  }
  return lines
}

export async function replaceTracks(lines: Lines, outgoing: Outgoing): Promise<void> {
  await Promise.all(
    lines.map(async ({ sender }, i) => {
      const track = outgoing[SLOTS[i] as Slot] ?? null
      if (sender.track !== track) await sender.replaceTrack(track)
    }),
  )
}
