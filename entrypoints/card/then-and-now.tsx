import { useMemo, useState } from 'preact/hooks'
import type { Colour } from '../../shared/domain/annotation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { compare, folded, type Piece } from './compare.ts'

interface ThenAndNowProps {
  readonly then: string
  readonly now: string
  readonly colour: Colour
}

/** Longer ones begin folded, however much of them has changed. */
const LONG = 420

/** What was marked and what stands there now, word by word; what is the same is folded where it is long. */
export function ThenAndNow({ then, now, colour }: ThenAndNowProps) {
  const [whole, setWhole] = useState(false)
  const [all, few] = useMemo(() => {
    const pieces = compare(then, now)
    return [pieces, folded(pieces)]
  }, [then, now])
  const length = (pieces: readonly Piece[]) => pieces.reduce((sum, { text }) => sum + text.length, 0)
  const long = length(few) > LONG
  const apart = all.every(({ how }) => how !== 'same')
  return (
    <div class="then-now" data-mark={colour}>
      <blockquote class={`${long && !whole ? 'cut' : ''} ${apart ? 'apart' : ''}`} dir="auto">
        {(whole ? all : few).map((piece, at) => (
          <Shown key={`${at} ${piece.how}`} piece={piece} apart={apart} />
        ))}
      </blockquote>
      {(long || length(few) < length(all)) && (
        <Button small expanded={whole} onPress={() => setWhole(!whole)}>
          {whole ? 'Show less' : 'Show all of it'}
        </Button>
      )}
    </div>
  )
}

/** Struck out or underlined, and said in words: neither colour alone nor a screen reader's settings decide who can tell them apart. */
function Shown({ piece: { how, text }, apart }: { piece: Piece; apart: boolean }) {
  if (how === 'same') return text
  const gone = how === 'gone'
  const Changed = gone ? 'del' : 'ins'
  return (
    <Changed>
      <span class={apart ? 'when' : 'unseen'}>{gone ? 'then: ' : 'now: '}</span>
      {text}
      <span class="unseen"> end of change. </span>
    </Changed>
  )
}
