import { useEffect, useState } from 'preact/hooks'
import type { ConnectionsView } from '../../../shared/contract/connection.ts'
import type { HomeView } from '../../../shared/contract/views.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { copyText } from '../../../shared/ui/clipboard.ts'
import type { HomePort } from '../../../shared/ui/port.ts'
import { Switch } from '../switch.tsx'
import { bytesWords } from './amounts.ts'
import { type BrowserStorage, reportText } from './report.ts'
import { SpaceConnection } from './space-connection.tsx'

/** What is shown is read again so often. Milliseconds. */
const AGAIN_MS = 5_000

interface ConnectionProps {
  readonly port: HomePort
  readonly view: HomeView
  readonly version: string
}

/** How each space is connected, what waits, what went wrong, and what all of it takes up here. */
export function ConnectionSettings({ port, view, version }: ConnectionProps) {
  const shown = useConnections(port, view)
  const storage = useStorage()
  const [copied, setCopied] = useState<boolean>()
  const copy = async () => {
    if (shown) setCopied(await copyText(reportText(version, shown, storage)))
  }
  return (
    <section aria-labelledby="connection">
      <h2 id="connection" tabIndex={-1}>
        Connection
      </h2>
      {shown?.spaces.map((space) => (
        <SpaceConnection key={space.space} space={space} now={shown.now} />
      ))}
      <p class="soft">{storageWords(storage)}</p>
      <p class="row">
        <Button look="edged" icon="copy" onPress={() => void copy()}>
          Copy report
        </Button>
        <span class="small soft" role="status">
          {copied === undefined
            ? 'For somebody who helps. It holds numbers only: no names, no pages, no words.'
            : said(copied)}
        </span>
      </p>
      <Switch
        label="Let others know what has reached me"
        hint="Authors are told when you have had a page with what they wrote in front: “Reached …”. They alone are told, sealed, while you are both here. Without it you still see what others tell."
        on={view.tellSeen}
        onChange={(on) => void port.ask({ do: 'tell-seen', on })}
      />
    </section>
  )
}

const said = (copied: boolean): string => (copied ? 'Copied.' : 'The browser did not let us copy.')

function useConnections(port: HomePort, view: HomeView): ConnectionsView | undefined {
  const [shown, setShown] = useState<ConnectionsView>()
  const links = JSON.stringify(view.spaces.map(({ id, link }) => [id, link]))
  useEffect(() => {
    let over = false
    const read = async () => {
      const answer = await port.ask({ do: 'connection' })
      if (!over && answer.ok) setShown(answer.value as ConnectionsView)
    }
    void read()
    const timer = setInterval(() => void read(), AGAIN_MS)
    return () => {
      over = true
      clearInterval(timer)
    }
  }, [port, links])
  return shown
}

function useStorage(): BrowserStorage {
  const [storage, setStorage] = useState<BrowserStorage>({ used: undefined, free: undefined, persistent: false })
  useEffect(() => {
    void (async () => {
      const [estimate, persistent] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()])
      const { usage, quota } = estimate
      setStorage({
        used: usage,
        free: usage === undefined || quota === undefined ? undefined : quota - usage,
        persistent,
      })
    })().catch(() => undefined)
  }, [])
  return storage
}

function storageWords({ used, free, persistent }: BrowserStorage): string {
  const amounts =
    used === undefined
      ? 'This browser does not tell how much it keeps for Huddlemark.'
      : `Huddlemark takes up about ${bytesWords(used)} in this browser${free === undefined ? '' : `; ${bytesWords(free)} more would fit`}.`
  const promise = persistent
    ? 'The browser keeps it until you remove Huddlemark.'
    : 'When the disk is nearly full, the browser may clear it; what the relay has comes back.'
  return `${amounts} ${promise}`
}
