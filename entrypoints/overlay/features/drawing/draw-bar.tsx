import { render } from 'preact'
import { Icon, type IconName } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'
import { WordButton } from '../../shell/word-button.tsx'
import { rove, Swatches } from '../selection/bar.tsx'
import type { Brush } from './strokes.ts'

export interface DrawBar {
  readonly brush: Brush
  readonly canUndo: boolean
  readonly canRedo: boolean
  choose(other: Partial<Brush>): void
  undo(): void
  redo(): void
  done(): void
}

const TOOLS = [
  ['pen', 'draw', 'Pen'],
  ['arrow', 'arrow', 'Arrow'],
  ['rectangle', 'rectangle', 'Rectangle'],
] as const

/** The small bar of the drawing tool; undefined takes it away. */
export function drawDrawBar(place: HTMLElement, bar: DrawBar | undefined): void {
  render(bar ? <Bar {...bar} /> : null, place)
}

function Bar({ brush, canUndo, canRedo, choose, undo, redo, done }: DrawBar) {
  return (
    <div class="bar surface" role="toolbar" aria-label="Draw" onKeyDown={rove}>
      {TOOLS.map(([tool, icon, label], at) => (
        <Press key={tool} {...{ icon, label }} on={brush.tool === tool} act={() => choose({ tool })} first={at === 0} />
      ))}
      <i class="rule" />
      <Swatches chosen={brush.colour} choose={(colour) => choose({ colour })} first={false} />
      <i class="rule" />
      <Press icon="undo" label="Undo" act={undo} off={!canUndo} />
      <Press icon="redo" label="Redo" act={redo} off={!canRedo} />
      <WordButton as="tool" say="Done" act={done} />
    </div>
  )
}

interface PressProps {
  readonly icon: IconName
  readonly label: string
  readonly act: () => void
  readonly on?: boolean
  readonly off?: boolean
  readonly first?: boolean
}

/** One that can do nothing now stays where it is: the keyboard must not fall out of the bar. */
function Press({ icon, label, act, on, off = false, first = false }: PressProps) {
  return (
    <button
      type="button"
      class="press"
      aria-label={label}
      aria-pressed={on}
      aria-disabled={off || undefined}
      data-tip={label}
      tabIndex={first ? 0 : -1}
      onClick={trusted(act)}
    >
      <Icon name={icon} />
    </button>
  )
}
