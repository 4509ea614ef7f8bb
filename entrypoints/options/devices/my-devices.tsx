import { useState } from 'preact/hooks'
import type { DeviceAsk } from '../../../shared/contract/devices.ts'
import type { HomeView } from '../../../shared/contract/views.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { TakeLink } from '../../../shared/ui/take-link.tsx'
import { Give } from './give.tsx'

/** One person in several browsers. */
export function MyDevices({ port, view }: { port: HomePort; view: HomeView }) {
  const { linking } = view
  const [wrong, setWrong] = useState<string>()
  const [open, setOpen] = useState(false)
  const tell = async (ask: DeviceAsk) => {
    const answer = await port.ask(ask)
    setWrong(answer.ok ? undefined : answer.error)
  }
  const giving = linking?.side === 'give' ? linking : undefined
  const idle = linking === undefined || linking.state === 'failed'
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">My devices</h2>
      <p class="soft">
        Use Huddlemark in another browser as the same person: same name, same spaces. Your private space is in no relay:
        it is copied now, and your browsers keep it in step whenever both show a page of the same shared space at the
        same time. A private space that a browser had before stays its own.
      </p>
      {giving && <Give giving={giving} tell={(ask) => void tell(ask)} />}
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      {idle && view.profile && (
        <p class="row">
          <Button look="edged" onPress={() => void tell({ do: 'link-show' })}>
            Show a code
          </Button>
          {!open && (
            <Button look="quiet" expanded={false} onPress={() => setOpen(true)}>
              Become who I am in another browser
            </Button>
          )}
        </p>
      )}
      {(linking?.side === 'take' || (open && !giving) || !view.profile) && <Elsewhere port={port} view={view} />}
    </section>
  )
}

/** The other way round. Somebody who is somebody here already is told what becomes of that. */
function Elsewhere({ port, view }: { port: HomePort; view: HomeView }) {
  const { linking, profile } = view
  return (
    <div class="elsewhere">
      {profile && (
        <p class="small soft">
          The spaces that are here stay. What you wrote here as “{profile.name}” stays in that name: to others you were
          two people until now.
        </p>
      )}
      <TakeLink ask={(ask) => port.ask(ask)} linking={linking} />
    </div>
  )
}
