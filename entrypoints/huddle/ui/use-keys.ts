import { useEffect, useRef, useState } from 'preact/hooks'
import { type Focused, focusedOn, type Shortcut, shortcutOf } from './keyboard.ts'

type Doing = { readonly [Name in Exclude<Shortcut, 'talk'>]: () => void } & { readonly talk: (down: boolean) => void }

function focused(): Focused {
  const active = document.activeElement
  if (active === null || active === document.body) return 'nothing'
  const { tagName } = active
  return focusedOn({
    tagName,
    ...(active instanceof HTMLInputElement ? { type: active.type } : {}),
    ...(active instanceof HTMLElement ? { editable: active.isContentEditable } : {}),
  })
}

const covered = (): boolean => document.querySelector('dialog[open], :popover-open') !== null

/** The window's keys. Letting go of Space ends talking wherever the keyboard is by then, and so does leaving the window. */
export function useKeys(doing: Doing, enabled: boolean): void {
  const latest = useRef(doing)
  latest.current = doing
  useEffect(() => {
    const until = new AbortController()
    let talking = false
    const quiet = () => {
      if (talking) latest.current.talk(false)
      talking = false
    }
    const down = (event: KeyboardEvent) => {
      if (!event.isTrusted || event.isComposing || event.defaultPrevented) return
      const modified = event.ctrlKey || event.altKey || event.metaKey
      const { key, repeat } = event
      const shortcut = shortcutOf({ key, modified, repeat, enabled, focused: focused(), covered: covered() })
      if (shortcut === undefined) return
      event.preventDefault()
      if (shortcut !== 'talk') latest.current[shortcut]()
      else if (!talking) {
        talking = true
        latest.current.talk(true)
      }
    }
    // A mouse leaves the keyboard on the button: Space would press it again instead of talking.
    const clicked = ({ detail }: MouseEvent) => {
      const active = document.activeElement
      if (detail > 0 && active instanceof HTMLButtonElement && active.closest('.toolbar')) active.blur()
    }
    const { signal } = until
    addEventListener('click', clicked, { signal })
    addEventListener('keydown', down, { signal })
    addEventListener('keyup', (event) => event.key === ' ' && quiet(), { signal })
    addEventListener('blur', quiet, { signal })
    return () => {
      until.abort()
      quiet()
    }
  }, [enabled])
}

const KEPT = 'huddle-single-keys'

/** Whether single keys do things, kept in this browser. */
export function useKeysEnabled(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(KEPT) !== 'off')
  return [
    on,
    (next) => {
      localStorage.setItem(KEPT, next ? 'on' : 'off')
      setOn(next)
    },
  ]
}
