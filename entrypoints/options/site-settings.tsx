import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import { isByPolicy } from '../../shared/ui/policy.ts'
import type { HomePort } from '../../shared/ui/port.ts'
import { Locked } from './locked.tsx'
import { usePermissionChanges } from './permission-changes.ts'

const ALL = '<all_urls>'
const isSite = (pattern: string): boolean => pattern === ALL || /^(https?|\*):\/\//.test(pattern)
const inWords = (pattern: string): string =>
  pattern === ALL ? 'All sites' : pattern.replace(/^(https?|\*):\/\//, '').replace(/\/\*$/, '')

interface SiteSettingsProps {
  readonly port: HomePort
  readonly off: readonly string[]
  /** What an administrator has set. */
  readonly set: readonly string[] | undefined
}

const BLOCKED = 'Your administrator does not allow this.'

/** Where Huddlemark comes by itself, and where it was told not to. */
export function SiteSettings({ port, off, set }: SiteSettingsProps) {
  const [granted, refresh] = useGranted()
  const [blocked, setBlocked] = useState(false)
  const remove = async (origin: string) => {
    await browser.permissions.remove({ origins: [origin] })
    await browser.runtime.sendMessage({ ask: 'sites' })
    refresh()
  }
  const allow = async (origins: readonly string[]) => {
    // Asked for within the click: browsers show the question only then.
    const asked = browser.permissions.request({ origins: [...origins] })
    const given = await asked.catch((error: unknown) => (isByPolicy(error) ? 'blocked' : false))
    setBlocked(given === 'blocked')
    if (given === true) await browser.runtime.sendMessage({ ask: 'sites' })
    refresh()
  }
  return (
    <section aria-labelledby="sites">
      <h2 id="sites">Sites</h2>
      <p class="soft">
        Huddlemark appears where you open it, and by itself only on these sites. A frame inside a page counts as the
        site it comes from. Page text leaves only when you mark it.
      </p>
      {blocked && <Notice tone="bad">{BLOCKED}</Notice>}
      {set ? (
        <SetSites set={set} onAllow={() => void allow(set)} />
      ) : granted.length === 0 ? (
        <p>
          <Button look="edged" onPress={() => void allow([ALL])}>
            Appear by itself on all sites
          </Button>
        </p>
      ) : (
        <ul class="sites" aria-label="Appears by itself">
          {granted.map((origin) => (
            <li key={origin}>
              <span>{inWords(origin)}</span>
              <Button small onPress={() => void remove(origin)}>
                Stop<span class="unseen"> on {inWords(origin)}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {off.length > 0 && (
        <>
          <h3>Switched off</h3>
          <ul class="sites" aria-label="Switched off">
            {off.map((origin) => (
              <li key={origin}>
                <span>{inWords(origin)}</span>
                <Button small onPress={() => void port.ask({ do: 'site-on', origin })}>
                  Switch on<span class="unseen"> {inWords(origin)}</span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** No browser grants sites silently: the person is asked once, for exactly these. */
function SetSites({ set, onAllow }: { set: readonly string[]; onAllow: () => void }) {
  const [open, setOpen] = useState(true)
  useEffect(() => {
    const look = () => void browser.permissions.contains({ origins: [...set] }).then(setOpen)
    look()
    browser.permissions.onAdded.addListener(look)
    return () => browser.permissions.onAdded.removeListener(look)
  }, [set])
  return (
    <>
      <ul class="sites" aria-label="Appears by itself">
        {set.map((pattern) => (
          <li key={pattern}>
            <span>{inWords(pattern)}</span>
          </li>
        ))}
      </ul>
      <Locked />
      {!open && (
        <p class="row">
          <Button look="edged" onPress={onAllow}>
            Allow these sites
          </Button>
          <span class="small soft">Your browser asks you once.</span>
        </p>
      )}
    </>
  )
}

function useGranted(): [readonly string[], () => void] {
  const [granted, setGranted] = useState<readonly string[]>([])
  const refresh = () =>
    void browser.permissions.getAll().then(({ origins }) => setGranted((origins ?? []).filter(isSite)))
  usePermissionChanges(refresh)
  return [granted, refresh]
}
