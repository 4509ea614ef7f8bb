import { useContext, useEffect, useState } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { MemberColour } from '../../../shared/domain/member.ts'
import type { Quality, Reaction } from '../../../shared/huddle/parts.ts'
import { trusted } from '../../../shared/ui/button.tsx'
import { initials } from '../../../shared/ui/initials.ts'
import type { Call, CallState, Participant } from '../model.ts'
import { Bars, Icon, Microphone, Voice } from './icons.tsx'
import { Picture, Watching } from './picture.tsx'
import { useLevel } from './use-call.ts'
import { BRIEF, PAUSED_WORDS, phaseWords, QUALITY_WORDS, REACTION_NAMES } from './words.ts'

/** What a tile shows, of others and of ourselves alike. */
export interface Face {
  readonly who: DeviceId | 'me'
  readonly name: string
  readonly colour: MemberColour
  readonly speaking: boolean
  readonly muted: boolean
  readonly listening: boolean
  readonly hand: boolean
  readonly reaction: Reaction | undefined
  readonly camera: MediaStream | undefined
  /** Their camera is on, yet rests: it goes on being asked for, or it would never come back. */
  readonly resting: boolean
  /** Words over the tile: what the connection or the camera is doing. */
  readonly state: string | undefined
  readonly refused: boolean
  readonly quality: Quality | undefined
  /** Their volume is at nothing, by our own hand. */
  readonly silenced: boolean
}

export const faceOf = (person: Participant): Face => ({
  who: person.device,
  name: person.name,
  colour: person.colour,
  speaking: person.speaking && person.verified !== 'refused',
  muted: person.muted,
  listening: person.listening,
  hand: person.hand,
  reaction: person.reaction,
  camera: person.verified === 'refused' || person.cameraPaused !== undefined ? undefined : person.camera,
  resting: person.verified !== 'refused' && person.camera !== undefined && person.cameraPaused !== undefined,
  state: phaseWords(person) ?? (person.cameraPaused === undefined ? undefined : PAUSED_WORDS[person.cameraPaused]),
  refused: person.verified === 'refused',
  quality: person.phase === 'connected' ? person.quality : undefined,
  silenced: person.volume === 0,
})

export const ownFace = (state: CallState): Face | undefined =>
  state.me && {
    who: 'me',
    name: state.me.name,
    colour: state.me.colour,
    speaking: state.me.speaking && (state.microphone.on || state.pushToTalk),
    muted: state.kind === 'talk' && !state.microphone.on && !state.pushToTalk,
    listening: state.microphone.trouble !== undefined && !state.microphone.on,
    hand: state.me.hand,
    reaction: state.me.reaction,
    camera: state.camera.on ? state.cameraStream : undefined,
    resting: false,
    state: undefined,
    refused: false,
    quality: undefined,
    silenced: false,
  }

interface TileProps {
  readonly call: Call
  readonly face: Face
  readonly size: { readonly width: number; readonly height: number }
  /** Opens what concerns this person. */
  readonly onOpen?: () => void
  /** A file was dropped here. */
  readonly onFile?: (file: File) => void
}

/** One person: their picture or avatar, name, and everything to know about how they are here. */
export function Tile({ call, face, size, onOpen, onFile }: TileProps) {
  const level = useLevel(call, face.who, !face.muted)
  const [over, drop] = useDrop(onFile)
  const watcher = useContext(Watching)
  useEffect(() => {
    if (!face.resting || face.who === 'me' || level.current === null) return
    return watcher?.add(level.current, face.who, 'camera')
  }, [watcher, face.resting, face.who])
  const me = face.who === 'me'
  return (
    <li
      ref={(element) => {
        level.current = element
      }}
      class="tile"
      data-speaking={face.speaking}
      data-picture={face.camera !== undefined}
      data-refused={face.refused}
      data-away={face.state !== undefined && face.camera === undefined}
      style={{ '--member': `var(--hm-member-${face.colour})`, width: `${size.width}px`, height: `${size.height}px` }}
      {...drop}
    >
      <div class="face">
        {face.camera === undefined ? (
          <span class="disc" aria-hidden="true">
            {initials(face.name)}
          </span>
        ) : (
          <Picture
            stream={face.camera}
            label={me ? 'Your camera' : `${face.name}’s camera`}
            mirrored={me}
            {...(me ? {} : { of: { device: face.who as DeviceId, kind: 'camera' as const } })}
          />
        )}
        {face.state !== undefined && (
          <p class="doing">
            <span class="long">{face.state}</span>
            <span class="brief" aria-hidden="true">
              {BRIEF[face.state] ?? 'Video rests'}
            </span>
          </p>
        )}
      </div>
      <Plate face={face} />
      <Marks face={face} />
      {onOpen && (
        <button
          type="button"
          class="about"
          aria-label={`About ${face.name}`}
          title={`${face.name}: volume, connection, send a file`}
          onClick={trusted(onOpen)}
        />
      )}
      {over && <p class="drop-here">Send to {face.name}</p>}
    </li>
  )
}

/** The name, marked as with a marker while they speak, and how they are heard. */
function Plate({ face }: { face: Face }) {
  const quiet = face.listening ? 'listening only' : face.muted ? 'muted' : undefined
  return (
    <p class="plate">
      {face.speaking && <Voice />}
      <span class="name">
        {face.name}
        {face.who === 'me' && <span class="you"> (you)</span>}
      </span>
      {face.speaking && <span class="unseen">, speaking</span>}
      {quiet !== undefined && <span class="unseen">, {quiet}</span>}
      {face.listening ? <Icon name="listen" size={15} /> : face.muted && <Microphone off size={15} />}
    </p>
  )
}

/** In the tile's corners: a hand, a reaction, a connection that is not good. */
function Marks({ face }: { face: Face }) {
  const { quality } = face
  return (
    <>
      {face.hand && (
        <span class="hand-up" role="img" aria-label="Hand raised">
          <Icon name="hand" />
        </span>
      )}
      {face.reaction !== undefined && (
        <span key={face.reaction} class="reaction" role="img" aria-label={REACTION_NAMES[face.reaction]}>
          {face.reaction}
        </span>
      )}
      {face.silenced && (
        <span class="silenced" title="Silenced by you">
          <Icon name="speakerOff" size={15} />
          <span class="silenced-words">Silenced by you</span>
        </span>
      )}
      {quality !== undefined && quality.words !== 'good' && (
        <span class="signal" data-words={quality.words} title={QUALITY_WORDS[quality.words]}>
          <Bars full={quality.words === 'fair' ? 2 : quality.words === 'poor' ? 1 : 0} />
          <span class="signal-words">{QUALITY_WORDS[quality.words]}</span>
        </span>
      )}
    </>
  )
}

const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

function useDrop(onFile: ((file: File) => void) | undefined) {
  const [over, setOver] = useState(false)
  if (onFile === undefined) return [false, {}] as const
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      for (const file of event.dataTransfer?.files ?? []) onFile(file)
    },
  }
  return [over, drop] as const
}
