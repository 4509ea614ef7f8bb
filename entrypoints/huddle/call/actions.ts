import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import type { Advice, CallActions } from '../model.ts'
import type { Advising } from './advising.ts'
import type { Huddling } from './huddling.ts'
import type { Session } from './session.ts'

export interface ActionParts {
  readonly huddling: Huddling
  readonly session: Session
  readonly advising: Advising
  readonly changed: () => void
  readonly say: (words: string) => void
  readonly stay: () => void
  readonly enter: (space: SpaceId, huddle: HuddleId | undefined) => void
  readonly leave: () => void
}

/** Everything that a person may do. */
export function callActions(parts: ActionParts): CallActions {
  const { huddling, session, changed } = parts
  return {
    enter: parts.enter,
    stay: parts.stay,
    leave: parts.leave,
    ring: (members) => session.ring(members),
    chat: () => session.chat(),
    ...soundActions(huddling),
    ...pictureActions(parts),
    setHand: (up) => huddling.setHand(up),
    react: (reaction) => huddling.react(reaction),
    point: (point) => huddling.stay?.point(point),
    watch(seen) {
      const { stay } = huddling
      if (!stay) return
      stay.seen = new Map(seen)
      stay.ownChanged()
    },
    act(key) {
      act(parts, key)
      changed()
    },
    dismiss(key) {
      parts.advising.dismiss(key)
      changed()
    },
  }
}

type SoundActions = Pick<
  CallActions,
  'setMuted' | 'pushToTalk' | 'setVolume' | 'chooseMicrophone' | 'chooseSpeaker' | 'setNoiseSuppression' | 'testSpeaker'
>

function soundActions(huddling: Huddling): SoundActions {
  return {
    setMuted: (muted) => huddling.media.setMuted(muted),
    pushToTalk: (down) => huddling.media.microphone.hold(down),
    setVolume(device, volume) {
      const member = huddling.people.get(device)?.member
      if (member === undefined) return
      const { [member]: _before, ...others } = huddling.media.tastes.volumes
      huddling.media.keep({ volumes: volume === 1 ? others : { ...others, [member]: volume } })
      huddling.setVolumes()
    },
    chooseMicrophone: (id) => huddling.media.chooseMicrophone(id),
    chooseSpeaker: (id) => huddling.media.chooseSpeaker(id),
    setNoiseSuppression: (on) => huddling.media.setNoiseSuppression(on),
    testSpeaker: () => huddling.room.test(),
  }
}

type PictureActions = Pick<CallActions, 'setCamera' | 'setScreen' | 'chooseCamera' | 'setBlur' | 'setLowData'>

function pictureActions({ huddling, advising, say, changed }: ActionParts): PictureActions {
  const refused = (words: string | undefined): boolean => {
    if (words === undefined) return false
    advising.refuse(words)
    say(words)
    changed()
    return true
  }
  return {
    async setCamera(on) {
      if (on && refused(huddling.stay?.capacity.cannotCamera)) return
      await huddling.media.camera.set(on)
    },
    async setScreen(on) {
      if (!on) huddling.media.screen.stop()
      else if (!refused(huddling.stay?.capacity.cannotScreen)) await huddling.media.screen.start()
    },
    chooseCamera: (id) => huddling.media.chooseCamera(id),
    setBlur: (on) => huddling.media.setBlur(on),
    setLowData: (on) => huddling.media.setLowData(on),
  }
}

/** The button of each advice. */
function act({ huddling, advising }: ActionParts, key: Advice['key']): void {
  const { media, room } = huddling
  switch (key) {
    case 'microphone':
      void media.retryMicrophone()
      break
    case 'camera':
      void media.camera.set(true)
      break
    case 'screen':
      void media.screen.start()
      break
    case 'autoplay':
      room.unblock()
      break
    case 'talking-muted':
      media.setMuted(false)
      break
    case 'bad-network':
    case 'slow-upload':
    case 'slow-computer':
      if (advising.wayOf(key) === 'camera-off') void media.camera.set(false)
      else if (advising.wayOf(key) === 'less-data') void media.setLowData(true)
      break
    default:
      advising.dismiss(key)
  }
}
