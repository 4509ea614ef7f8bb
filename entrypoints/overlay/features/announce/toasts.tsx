import { render } from 'preact'
import type { Toast } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import type { Shell } from '../../shell/shell.ts'
import { trusted } from '../../shell/trusted.ts'
import { Words } from '../../shell/words.tsx'

const SHOWN_MS = 5_000
/** With something to press, people need longer. */
const SHOWN_TO_ACT_MS = 9_000

/** One short message at a time, at the lower edge of the window; it stays while the pointer or the keyboard is on it. */
export function createToasts(shell: Shell, until: AbortSignal): (toast: Toast) => void {
  const place = element('div', 'toast-place')
  place.setAttribute('role', 'status')
  shell.corner.append(place)
  let timer: ReturnType<typeof setTimeout> | undefined
  let held = false
  const draw = (toast: Toast | undefined) => render(toast ? <Shown toast={toast} done={away} /> : null, place)
  const away = () => {
    clearTimeout(timer)
    draw(undefined)
  }
  const count = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => (held ? count(ms) : away()), ms)
  }
  for (const [type, on] of [
    ['pointerenter', true],
    ['pointerleave', false],
    ['focusin', true],
    ['focusout', false],
  ] as const)
    place.addEventListener(type, () => {
      held = on
    })
  until.addEventListener('abort', away)
  return (toast) => {
    draw(toast)
    count(toast.act ? SHOWN_TO_ACT_MS : SHOWN_MS)
  }
}

function Shown({ toast, done }: { readonly toast: Toast; readonly done: () => void }) {
  const { act } = toast
  return (
    <div class="toast">
      <Words say={toast.words} />
      {act && (
        <button
          type="button"
          onClick={trusted(() => {
            done()
            act.run()
          })}
        >
          <Words say={act.label} />
        </button>
      )}
    </div>
  )
}
