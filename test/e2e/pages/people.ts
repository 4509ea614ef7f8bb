import type { HuddlePerson, HuddleView, OwnHuddleView, RingView } from '../../../shared/contract/huddle.ts'
import type { AnnotationView, CommentView, LinkView, PersonView, SpaceView } from '../../../shared/contract/views.ts'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { CommentId, DeviceId, MemberId, SpaceId } from '../../../shared/domain/ids.ts'

const hex = (digit: string, length = 32): string => digit.repeat(length)
const NOW = Date.now()
const MINUTE = 60_000

export const online: LinkView = { state: 'online', words: '', waiting: 0, refused: 0, direct: 1 }
export const offline: LinkView = {
  state: 'offline',
  words: 'The relay cannot be reached. Your work is kept here and sent when it is back.',
  waiting: 3,
  refused: 0,
  direct: 1,
}

export const team: SpaceView = { id: hex('a') as SpaceId, name: 'Design team', private: false, people: 2, link: online }
export const alone: SpaceView = {
  id: hex('b') as SpaceId,
  name: 'Just me',
  private: true,
  people: 1,
  link: { state: 'none', words: '', waiting: 0, refused: 0, direct: 0 },
}
export const ada: PersonView = { device: hex('1') as DeviceId, name: 'Ada', colour: 'coral', me: true, here: true }
export const ben: PersonView = { device: hex('2') as DeviceId, name: 'Ben', colour: 'teal', me: false, here: true }

export const talker = ({ device, name, colour }: PersonView): HuddlePerson => ({
  device,
  member: device as string as MemberId,
  name,
  colour,
})

export const huddle = (id: string, change: Partial<HuddleView> = {}): HuddleView => ({
  id: hex(id) as HuddleId,
  kind: 'talk',
  space: team.id,
  people: [talker(ben)],
  ...change,
})
export const own = (change: Partial<OwnHuddleView> = {}): OwnHuddleView => ({
  ...huddle('e', { people: [talker(ada), talker(ben)] }),
  muted: false,
  camera: false,
  screen: false,
  ...change,
})
export const ring: RingView = {
  huddle: hex('e') as HuddleId,
  space: team.id,
  spaceName: team.name,
  kind: 'talk',
  from: talker(ben),
}

export const key = (owner: string, n: string): CommentId => `${hex(owner)}.${hex(n, 16)}` as CommentId

export const QUOTE =
  'A margin is the oldest place for a conversation: one reader leaves a line, and another, years later, answers it.'

export function annotation(change: Partial<AnnotationView> = {}): AnnotationView {
  return {
    id: key('1', 'a'),
    kind: 'highlight',
    colour: 'yellow',
    selectors: [{ type: 'TextQuoteSelector', exact: QUOTE, prefix: '', suffix: '' }],
    author: 'Ada',
    authorColour: 'coral',
    mine: true,
    comments: 2,
    resolved: false,
    created: NOW - 40 * MINUTE,
    ...change,
  }
}

export const comments: readonly CommentView[] = [
  {
    id: key('1', 'b'),
    author: 'Ada',
    authorColour: 'coral',
    mine: true,
    body: 'Could this be the opening line? It says in one sentence what the whole page is about.',
    created: NOW - 38 * MINUTE,
    edited: NOW - 30 * MINUTE,
  },
  {
    id: key('2', 'c'),
    author: 'Ben',
    authorColour: 'teal',
    mine: false,
    body: 'Yes, please. I would cut “years later”, though: the pause is already in the comma.',
    created: NOW - 4 * MINUTE,
  },
]
