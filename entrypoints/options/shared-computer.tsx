import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { Unsent } from '../../shared/ui/unsent.tsx'

/** For computers that others use, too; and the way to be forgotten at once. */
export function SharedComputer({ port, view }: { port: HomePort; view: HomeView }) {
  const [asked, setAsked] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const ask = async (intent: { do: 'shared-computer'; on: boolean } | { do: 'forget' }) => {
    setAsked(false)
    const answer = await port.ask(intent)
    setWrong(answer.ok ? undefined : answer.error)
  }
  const waiting = view.spaces.reduce((sum, { link }) => sum + link.waiting, 0)
  return (
    <section aria-labelledby="shared">
      <h2 id="shared">Shared computer</h2>
      <label class="switch">
        <input
          type="checkbox"
          checked={view.sharedComputer === true}
          onClick={trusted((event) =>
            ask({ do: 'shared-computer', on: (event.currentTarget as HTMLInputElement).checked }),
          )}
        />
        <span>
          Forget everything when the browser closes
          <span class="small soft idle">
            Who you are, your spaces, your private notes. It is erased as soon as the browser starts again, before
            anything is opened; until then it lies on this computer’s disk. An update of Huddlemark counts as closing.
          </span>
        </span>
      </label>
      <Unsent spaces={view.spaces} shared={view.sharedComputer} />
      {!asked && (
        <p class="row">
          <Button look="edged" bad onPress={() => setAsked(true)}>
            Forget everything now
          </Button>
        </p>
      )}
      {asked && (
        <Notice
          tone="bad"
          actions={
            <>
              <Button look="main" small onPress={() => void ask({ do: 'forget' })}>
                Forget everything
              </Button>
              <Button look="quiet" small onPress={() => setAsked(false)}>
                Cancel
              </Button>
            </>
          }
        >
          {waiting > 0 && (
            <p>
              <strong>
                {waiting === 1 ? 'One change was' : `${waiting} changes were`} not sent yet, and would be lost.
              </strong>
            </p>
          )}
          <p>
            This browser forgets who you are, all spaces, and what is in your private space. Without a backup or another
            device of yours it cannot be brought back. What you shared stays with the others.
          </p>
        </Notice>
      )}
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
    </section>
  )
}
