import { HUDDLE_ASKS, type HuddleAsk } from '../../contract/huddle.ts'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { cannotHuddle, fullWords, huddlesIn } from '../huddle/standing.ts'
import { whomToRing } from '../huddle/whom.ts'
import { OVER } from '../huddle/words.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { membersIn } from './people.ts'
import { Refusal } from './words.ts'

export const isHuddleAsk = <Intent extends { readonly do: string }>(intent: Intent): intent is Intent & HuddleAsk =>
  HUDDLE_ASKS.some((ask) => ask === intent.do)

/** What the context that asks has in view. */
interface InView {
  readonly space: OpenSpace | undefined
  readonly page: DocumentId | undefined
}

/** Asked in overlay, panel and popup alike. Resolves when the window is on its way, not when it is in the huddle. */
export async function huddleAsk(desk: Desk, ask: HuddleAsk, view: InView): Promise<void> {
  const { huddles } = desk
  switch (ask.do) {
    case 'huddle-start':
      return start(desk, ask, view)
    case 'huddle-join':
      return join(desk, ask)
    case 'huddle-decline':
      return huddles.ringing.decline(ask.space, ask.huddle)
    case 'huddle-mute':
      return huddles.command(ask.on ? 'mute' : 'unmute')
    case 'huddle-leave':
      return huddles.command('leave')
    case 'huddle-show':
      return huddles.show()
    case 'huddle-send-file':
      return sendFile(desk, ask.to, view)
  }
}

function able({ huddles }: Desk, { space }: InView): OpenSpace {
  if (!space) throw new Refusal('No space is in view.')
  const cannot = cannotHuddle(space, huddles.off)
  if (cannot !== undefined) throw new Refusal(cannot)
  return space
}

function start(desk: Desk, ask: HuddleAsk & { do: 'huddle-start' }, view: InView): void {
  const { huddles } = desk
  const { ring, another } = ask
  const space = able(desk, view)
  const { member, space: id } = space.self
  const members = membersIn(space).filter((one) => one !== member)
  const here = view.page === undefined ? [] : space.carriage.present().filter(({ page }) => page === view.page)
  const onPage = here.flatMap((one) => (one.member === member ? [] : [one.member]))
  const rung = whomToRing({ ring, members, onPage, everyone: space.document.ringEveryone })
  // Who rings nobody waits for somebody of their own choice.
  const apart = another || ring === 'nobody' ? ({ apart: true } as const) : {}
  huddles.wish({ space: id, huddle: undefined, kind: 'talk', rung, at: view.page, ...apart })
}

function join({ huddles, spaces }: Desk, { space: id, huddle }: HuddleAsk & { do: 'huddle-join' }): void {
  const space = spaces.get(id)
  const own = huddles.own?.space === space ? huddles.own?.status : undefined
  const standing = space && huddlesIn(space, own).find((one) => one.id === huddle)
  if (!standing) throw new Refusal(OVER)
  const full = own?.id === huddle ? undefined : fullWords(standing)
  if (full !== undefined) throw new Refusal(full)
  huddles.wish({ space: id, huddle, kind: standing.kind, rung: { ring: [] }, at: standing.at })
}

function sendFile(desk: Desk, to: DeviceId, view: InView): void {
  const { huddles } = desk
  const space = able(desk, view)
  const other = space.carriage.present().find(({ device }) => device === to)
  if (!other) throw new Refusal('They are not here any more.')
  const { own } = huddles
  if (own?.space === space && other.huddle?.id === own.id) return void huddles.show()
  const rung = { ring: [other.member] }
  huddles.wish({ space: space.self.space, huddle: undefined, kind: 'files', rung, at: view.page })
}
