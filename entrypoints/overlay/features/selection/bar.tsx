import { render } from 'preact'
import { COLOURS, type Colour } from '../../../../shared/domain/annotation.ts'
import { Icon, type IconName } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'
import { Words } from '../../shell/words.tsx'
import { REACH_KEYS } from '../reach/keys.ts'
import { type Forced, forMe } from './for-me.ts'

/**
 * `words`: the selection cannot be marked, and why. `selection`: marking it. `mark`: one's own highlight without comments.
 * `place`: an annotation that is being placed again.
 */
export type BarContent =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'place' }
  /** `onlyMe`: what is marked is kept for oneself; absent where there is nobody else. `forced`: it must be so, and why. `muted`: by an admin. */
  | {
      readonly kind: 'selection'
      readonly colour: Colour
      readonly onlyMe?: boolean
      readonly forced?: Forced
      readonly muted?: true
    }
  | { readonly kind: 'mark'; readonly colour: Colour; readonly onlyMe?: boolean }

export interface BarActs {
  colour(colour: Colour): void
  comment(): void
  place(): void
  remove(): void
  siteOff(): void
  onlyMe(): void
}

const NAMES: Record<Colour, string> = { yellow: 'Yellow', green: 'Green', blue: 'Blue', pink: 'Pink' }

export function drawBar(content: BarContent | undefined, acts: BarActs, place: HTMLElement): void {
  render(content ? <Bar {...{ content, acts }} /> : null, place)
}

function Bar({ content, acts }: { readonly content: BarContent; readonly acts: BarActs }) {
  if (content.kind === 'words')
    return (
      <div class="bar surface" role="status">
        <Words say={content.words} as="why" />
      </div>
    )
  if (content.kind === 'place')
    return (
      <div class="bar surface" role="toolbar" aria-label="Place it again" aria-keyshortcuts={REACH_KEYS.aria}>
        <Tool icon="check" label="Place here" act={acts.place} first />
      </div>
    )
  const mark = content.kind === 'mark'
  return (
    <div
      class="bar surface"
      role="toolbar"
      aria-label={mark ? 'Your highlight' : 'Annotate selection'}
      aria-keyshortcuts={REACH_KEYS.aria}
      onKeyDown={rove}
    >
      {!mark && <Tool icon="marker" label="Highlight" act={() => acts.colour(content.colour)} first />}
      <Swatches chosen={content.colour} choose={acts.colour} first={mark} />
      <i class="rule" />
      <Tool icon="comment" label="Comment" act={acts.comment} />
      <i class="rule" />
      {content.kind === 'selection' && content.forced && <Words say={forMe(content.forced)} as="why" />}
      {content.kind === 'selection' && content.muted && <Words say="Hidden from others: you are muted here" as="why" />}
      {content.kind === 'selection' && content.onlyMe !== undefined && !content.forced && (
        <Tool icon="lock" label="Only me" act={acts.onlyMe} pressed={content.onlyMe} quiet />
      )}
      {mark && content.onlyMe && <Words say="Only you see it" as="why" />}
      {mark ? (
        <Tool icon="remove" label="Remove highlight" act={acts.remove} quiet />
      ) : (
        <Tool icon="siteOff" label="Not on this site" act={acts.siteOff} quiet />
      )}
    </div>
  )
}

interface SwatchesProps {
  readonly chosen: Colour
  readonly choose: (colour: Colour) => void
  readonly first: boolean
}

export function Swatches({ chosen, choose, first }: SwatchesProps) {
  return (
    <span class="swatches">
      {COLOURS.map((colour, index) => (
        <button
          type="button"
          key={colour}
          class="swatch"
          data-mark={colour}
          data-tip={NAMES[colour]}
          aria-label={NAMES[colour]}
          aria-pressed={colour === chosen}
          tabIndex={first && index === 0 ? 0 : -1}
          onClick={trusted(() => choose(colour))}
        />
      ))}
    </span>
  )
}

interface ToolProps {
  readonly icon: IconName
  readonly label: string
  readonly act: () => void
  /** Only its icon is seen; the label is its name and tip. */
  readonly quiet?: boolean
  readonly pressed?: boolean
  /** The one that Tab reaches; arrows go on from there. */
  readonly first?: boolean
}

function Tool({ icon, label, act, quiet = false, first = false, pressed }: ToolProps) {
  return (
    <button
      type="button"
      class={`tool ${quiet ? 'quiet' : ''}`}
      aria-label={label}
      aria-pressed={pressed}
      data-tip={quiet ? label : undefined}
      tabIndex={first ? 0 : -1}
      onClick={trusted(act)}
    >
      <Icon name={icon} />
      {!quiet && <Words say={label} />}
    </button>
  )
}

/** Arrow keys go from button to button, as in every toolbar. @see https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/ */
export function rove(event: KeyboardEvent): void {
  const toolbar = event.currentTarget as HTMLElement
  const buttons = [...toolbar.querySelectorAll('button')]
  const at = buttons.indexOf(event.target as HTMLButtonElement)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (!event.isTrusted || to === undefined || at < 0) return
  event.preventDefault()
  const next = buttons[(to + buttons.length) % buttons.length]
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1
  next?.focus()
}
