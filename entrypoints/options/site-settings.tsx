import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { Button } from '../../shared/ui/button.tsx'
import type { HomePort } from '../../shared/ui/port.ts'

const ALL = '<all_urls>'
const isSite = (pattern: string): boolean => pattern === ALL || /^(https?|\*):\/\//.test(pattern)
const inWords = (pattern: string): string =>
  pattern === ALL ? 'All sites' : pattern.replace(/^(https?|\*):\/\//, '').replace(/\/\*$/, '')

/** Where Huddlemark comes by itself, and where it was told not to. */
export function SiteSettings({ port, off }: { port: HomePort; off: readonly string[] }) {
  const [granted, refresh] = useGranted()
  const remove = async (origin: string) => {
    await browser.permissions.remove({ origins: [origin] })
    await browser.runtime.sendMessage({ ask: 'sites' })
    refresh()
  }
  const allow = async () => {
    // Asked for within the click: browsers show the question only then.
    if (await browser.permissions.request({ origins: [ALL] })) await browser.runtime.sendMessage({ ask: 'sites' })
    refresh()
  }
  return (
    <section aria-labelledby="sites">
      <h2 id="sites">Sites</h2>
      <p class="soft">
        Huddlemark appears where you open it, and by itself only on these sites. A frame inside a page counts as the
        site it comes from. Page text leaves only when you mark it.
      </p>
      {granted.length === 0 ? (
        <p>
          <Button look="edged" onPress={() => void allow()}>
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

function useGranted(): [readonly string[], () => void] {
  const [granted, setGranted] = useState<readonly string[]>([])
  const refresh = () =>
    void browser.permissions.getAll().then(({ origins }) => setGranted((origins ?? []).filter(isSite)))
  useEffect(() => {
    refresh()
    browser.permissions.onAdded.addListener(refresh)
    browser.permissions.onRemoved.addListener(refresh)
    return () => {
      browser.permissions.onAdded.removeListener(refresh)
      browser.permissions.onRemoved.removeListener(refresh)
    }
  }, [])
  return [granted, refresh]
}
