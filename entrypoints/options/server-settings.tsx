import { useState } from 'preact/hooks'
import type { IceServerView } from '../../shared/contract/huddle.ts'
import { MAX_OWN_SERVERS, type TypedServer } from '../../shared/contract/ice.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import type { HomePort } from '../../shared/ui/port.ts'

const NOTHING: TypedServer = { url: '', username: '', credential: '' }
const typedOf = ({ urls, username = '', credential = '' }: IceServerView): TypedServer => ({
  url: urls[0] ?? '',
  username,
  credential,
})

/** STUN and TURN servers beside those that the relay names. They stay in this browser. */
export function ServerSettings({ port, servers }: { port: HomePort; servers: readonly IceServerView[] }) {
  const [typed, setTyped] = useState(NOTHING)
  const [wrong, setWrong] = useState<string>()
  const keep = async (list: readonly TypedServer[]) => {
    const answer = await port.ask({ do: 'own-servers', servers: [...list] })
    setWrong(answer.ok ? undefined : answer.error)
    return answer.ok
  }
  const add = async () => {
    if (await keep([...servers.map(typedOf), typed])) setTyped(NOTHING)
  }
  const set = (field: keyof TypedServer) => (value: string) => setTyped((now) => ({ ...now, [field]: value }))
  return (
    <>
      <h3>TURN and STUN servers of your own</h3>
      <p class="soft">
        Most people need none: the relay names its own. A TURN server helps where a network lets no direct connection
        through.
      </p>
      {servers.length > 0 && (
        <ul class="sites" aria-label="Servers of your own">
          {servers.map((server) => (
            <li key={server.urls[0]}>
              <span>{server.urls[0]}</span>
              <Button small onPress={() => void keep(servers.filter((one) => one !== server).map(typedOf))}>
                Remove<span class="unseen"> {server.urls[0]}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {servers.length < MAX_OWN_SERVERS && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <Field
            label="Server address"
            value={typed.url}
            placeholder="turn:turn.example.org:3478"
            max={300}
            wrong={wrong}
            onInput={set('url')}
          />
          <Field label="User name" value={typed.username} max={256} onInput={set('username')} />
          <Field label="Password" value={typed.credential} max={256} onInput={set('credential')} />
          <p class="row">
            <Button look="edged" submit>
              Add server
            </Button>
          </p>
        </form>
      )}
    </>
  )
}
