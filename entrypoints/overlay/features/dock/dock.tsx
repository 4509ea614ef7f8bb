import { render } from 'preact'
import type { SpaceView } from '../../../../shared/contract/views.ts'
import { joinable, ringsHere } from '../../../../shared/ui/huddle-words.ts'
import type { JustEntered } from '../../../../shared/ui/just-entered.ts'
import type { Desk } from '../../desk.ts'
import { mayWrite } from '../../link/page-view.ts'
import { keepTaste, readTaste } from '../../platform.ts'
import { element } from '../../shell/element.ts'
import { Icon, type IconName } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'
import { WordButton } from '../../shell/word-button.tsx'
import { Words } from '../../shell/words.tsx'
import type { AskHuddle } from '../huddle/ask.ts'
import { HuddleLines } from '../huddle/lines.tsx'
import { createRingMenu } from '../huddle/menu.ts'
import { type RingMenu, StartHuddle, WhomToRing } from '../huddle/start.tsx'
import type { Tools } from '../pins/tools.ts'
import { REACH_KEYS } from '../reach/keys.ts'
import { Avatars, peopleHere } from './avatars.tsx'
import { type Corner, isCorner, nextCorner } from './corner.ts'
import { dragBetweenCorners } from './drag.ts'
import { copyInvite } from './invite.ts'
import { linkWords } from './link-words.ts'
import { lostWords, watchLost } from './lost.ts'

export interface DockActs {
  commentOnPage(): void
  readonly tools: Tools
  openPanel(): void
  /** The page about the connection. */
  connection(): void
  /** Where those who knock are answered. */
  answerKnocks(): void
  hide(): void
  readonly huddle: AskHuddle
  readonly just: JustEntered
}

const CORNER = 'dock-corner'

interface Shown {
  readonly desk: Desk
  readonly space: SpaceView
  readonly acts: DockActs
  readonly moveOn: () => void
  readonly menu: RingMenu & { close(): void }
  readonly lost: number
}

/** The small bar in a corner of the window: who is here, how the connection is, and what one can do with the page. `focus` gives it the keyboard. */
export function showDock(desk: Desk, acts: DockActs): { focus(): boolean } {
  const place = element('div', 'dock-place')
  desk.shell.corner.prepend(place)
  let corner: Corner = 'bottom-right'
  const settle = (next: Corner) => {
    corner = next
    desk.shell.corner.dataset['corner'] = next
  }
  const move = (next: Corner) => {
    settle(next)
    keepTaste(CORNER, next)
  }
  settle(corner)
  void readTaste(CORNER).then((kept) => isCorner(kept) && settle(kept))

  let queued = false
  const draw = () => {
    queued = false
    const { space, huddles } = desk.view
    acts.just.draw(huddles.own !== undefined, performance.now())
    render(
      space ? (
        <Dock {...{ desk, space, acts, menu }} lost={lost.count} moveOn={() => move(nextCorner(corner))} />
      ) : null,
      place,
    )
  }
  const menu = createRingMenu(desk, place, draw)
  const drawSoon = () => {
    if (!queued) queueMicrotask(draw)
    queued = true
  }
  const lost = watchLost(desk, drawSoon)
  desk.view.changed.listen(drawSoon, desk.until)
  desk.link.statusChanged.listen(drawSoon, desk.until)
  for (const tool of [acts.tools.pin, acts.tools.draw]) tool.changed.listen(drawSoon, desk.until)
  dragBetweenCorners(place, desk.events, move, desk.until)
  desk.until.addEventListener('abort', () => render(null, place))
  return {
    focus() {
      const first = place.querySelector<HTMLButtonElement>('.huddle button, .pageComment')
      first?.focus()
      return first !== null
    },
  }
}

function Dock({ desk, space, acts, moveOn, menu, lost }: Shown) {
  const link = linkWords(desk.link.status, space.link, space.forgets, space.ended === 'left')
  const { people, annotations, huddles } = desk.view
  const here = peopleHere(people)
  const me = people.find((person) => person.me)?.device
  const aboutPage = [...annotations.values()].filter(({ kind, removed }) => kind === 'page' && !removed).length
  const another = joinable(huddles).length > 0
  const rung = ringsHere(huddles)
  const { pin, draw } = acts.tools
  const start = (ring: 'space' | 'page' | 'nobody') => {
    menu.close()
    void acts.huddle({ do: 'huddle-start', ring, ...(another || rung ? { another: true as const } : {}) })
  }
  return (
    <section class="dock surface" aria-label="Huddlemark" aria-keyshortcuts={REACH_KEYS.aria}>
      {link && (
        <div class={`link ${link.tone}`}>
          <i class="dot" />
          <p role="status">
            <Words say={link.words} />
          </p>
          <WordButton as="more" say="Details" describe="About the connection" act={acts.connection} />
        </div>
      )}
      {lost > 0 && <WordButton as="lost" say={lostWords(lost)} describe="Opens the panel" act={acts.openPanel} />}
      <div role="status">
        {space.asks !== undefined && (
          <div class="link wait">
            <i class="dot" />
            <p>
              <Words say={space.asks} />
            </p>
            <WordButton as="more" say="Answer" describe={`${space.asks}. Opens the settings`} act={acts.answerKnocks} />
          </div>
        )}
      </div>
      <HuddleLines {...{ huddles, me }} ask={acts.huddle} just={acts.just} />
      {menu.open && !huddles.own && <WhomToRing here={here.length - 1} start={start} />}
      <div class="row">
        <Press icon="grip" label="Move to another corner" act={moveOn} />
        <Avatars label="People here" people={here} me={me} />
        {here.length < 2 && (
          <Alone
            {...(mayWrite(space) ? { invite: () => void copyInvite(desk) } : {})}
            talking={huddles.own !== undefined}
          />
        )}
        <i class="rule" />
        {!huddles.own && (
          <StartHuddle
            wordy={here.length > 1}
            cannot={huddles.cannot}
            refuse={(words) => desk.toast({ words })}
            {...{ another, rung, menu, start }}
          />
        )}
        <Press icon="pin" label="Pin" act={pin.toggle} on={pin.on} />
        {mayWrite(space) && <Press icon="draw" label="Draw" act={draw.toggle} on={draw.on} />}
        <Press icon="pageComment" label="Comment on page" act={acts.commentOnPage} />
        <Press icon="panel" label="Open panel" act={acts.openPanel} count={aboutPage} />
        <Press icon="hide" label="Hide overlay" act={acts.hide} />
      </div>
    </section>
  )
}

/** In a huddle nobody is alone: then it is about the page, and inviting is no longer the first thing to do. Who may not write cannot invite. */
function Alone({ invite, talking }: { readonly invite?: () => void; readonly talking: boolean }) {
  return (
    <>
      <Words say={talking ? 'Only you on this page' : 'Only you here'} as="alone" />
      {invite && <WordButton as={talking ? 'invite quiet' : 'invite'} say="Invite" act={invite} />}
    </>
  )
}

interface PressProps {
  readonly icon: IconName
  readonly label: string
  readonly act: () => void
  /** Comments about the page, which stand nowhere in it. */
  readonly count?: number
  /** Of a tool: whether it is in the hand. */
  readonly on?: boolean
}

function Press({ icon, label, act, count = 0, on }: PressProps) {
  return (
    <button
      type="button"
      class={`press ${icon}`}
      aria-label={label}
      aria-pressed={on}
      data-tip={label}
      onClick={trusted(act)}
    >
      <Icon name={icon} />
      {count > 0 && <i class="count" data-words={String(count)} aria-hidden="true" />}
    </button>
  )
}
