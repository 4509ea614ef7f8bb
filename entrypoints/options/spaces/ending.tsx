import { useRef, useState } from 'preact/hooks'
import type { SpaceDetail } from '../../../shared/contract/spaces.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'

interface OfSpace {
  readonly port: HomePort
  readonly detail: SpaceDetail
}

function useAsk(port: HomePort) {
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const ask = async (intent: Parameters<HomePort['ask']>[0]) => {
    if (busy) return false
    setBusy(true)
    const answer = await port.ask(intent)
    setBusy(false)
    setWrong(answer.ok ? undefined : answer.error)
    return answer.ok
  }
  return { ask, busy, wrong }
}

/** The way out for oneself, in two steps: what it means stands before it is done. */
export function LeaveSpace({ port, detail }: OfSpace) {
  const [openFor, setOpenFor] = useState<string>()
  const { ask, busy, wrong } = useAsk(port)
  const box = useRef<HTMLDivElement>(null)
  const { space, name, link, ended, pending, waits } = detail
  const over = ended !== undefined || pending !== undefined
  // Also when the copy from before stays beside it.
  const goes = waits ? ({ do: 'give-up', space } as const) : ({ do: 'leave-space', space, keep: false } as const)
  const word = pending !== undefined ? 'Give it up' : over ? 'Forget this copy' : 'Leave'
  // What was opened to leave is shut once one has left: forgetting for good is asked for anew.
  const open = openFor === word
  const leave = async () => {
    // The pressed button goes with the others; the keyboard stays here.
    if (await ask({ do: 'leave-space', space, keep: true })) box.current?.querySelector('button')?.focus()
  }
  return (
    <div class="way-out" ref={box}>
      <Button look="edged" expanded={open} describe={name} onPress={() => setOpenFor(open ? undefined : word)}>
        {word}…
      </Button>
      {open && (
        <div class="out">
          {!over && (
            <>
              <p class="small soft">Others are not told. They keep what you shared with them.</p>
              <p>
                <Button look="edged" busy={busy} onPress={() => void leave()}>
                  Leave, keep my copy
                </Button>
                <span class="small soft">Nothing comes or goes any more. What is here you can still read.</span>
              </p>
            </>
          )}
          {link.waiting > 0 && (
            <Notice tone="bad">
              {link.waiting === 1 ? '1 change was' : `${link.waiting} changes were`} not sent yet. Forgotten now, what
              only this device has is lost for everyone.
            </Notice>
          )}
          <p>
            <Button look="edged" bad busy={busy} onPress={() => void ask(goes)}>
              {pending !== undefined ? 'Give it up' : over ? 'Forget it now' : 'Leave and forget this copy'}
            </Button>
            <span class="small soft">
              {pending !== undefined
                ? 'The invite is forgotten. You can use it again later.'
                : 'Everything of this space is erased from this device: pages, comments, drafts and keys.'}
            </span>
          </p>
          {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
        </div>
      )}
    </div>
  )
}

/** The end of a space for everybody. Its name is typed first: there is no way back. */
export function DeleteSpace({ port, detail }: OfSpace) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const { ask, busy, wrong } = useAsk(port)
  const { space, name } = detail
  const same = typed.trim() === name
  return (
    <div class="way-out">
      <Button look="edged" bad expanded={open} describe={name} onPress={() => setOpen(!open)}>
        Delete for everyone…
      </Button>
      {open && (
        <form
          class="out"
          onSubmit={(event) => {
            event.preventDefault()
            if (event.isTrusted && same) void ask({ do: 'delete-space', space })
          }}
        >
          <p class="small soft">
            The relay erases everything of this space, and nobody can join it again. Members are told that you deleted
            it; what they have stays on their devices until they forget it. This cannot be undone.
          </p>
          <Field label={`Type “${name}” to delete it`} value={typed} max={200} wrong={wrong} onInput={setTyped} />
          <p>
            <Button look="edged" bad submit busy={busy || !same}>
              Delete this space
            </Button>
          </p>
        </form>
      )}
    </div>
  )
}
