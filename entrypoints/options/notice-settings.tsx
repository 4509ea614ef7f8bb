import { useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import { usePermissionChanges } from './permission-changes.ts'
import { Switch } from './switch.tsx'

const DESKTOP = { permissions: ['notifications'] } as const satisfies { permissions: readonly 'notifications'[] }
const asked = () => ({ permissions: [...DESKTOP.permissions] })

/** What the browser says on the desktop. */
export function NoticeSettings({ huddles }: { huddles: boolean }) {
  const [desktop, setDesktop] = useDesktop()
  const knocks = 'when somebody asks to be let in to a space of which you are an admin'
  const when = huddles ? `When somebody calls, with Join and Not now, and ${knocks}` : `Says ${knocks}`
  return (
    <section aria-labelledby="notices">
      <h2 id="notices">Notices</h2>
      <Switch
        label="Tell me on the desktop"
        hint={`${when}, also while no page with Huddlemark is open. The browser asks you for the permission. Who asks to be let in is counted at the toolbar button in any case.`}
        on={desktop}
        onChange={(on) => void setDesktop(on)}
      />
    </section>
  )
}

/** The browser's permission is the setting: there is no second place that could say otherwise. */
function useDesktop(): [boolean, (on: boolean) => Promise<void>] {
  const [on, setOn] = useState(false)
  const refresh = () => void browser.permissions.contains(asked()).then(setOn)
  usePermissionChanges(refresh)
  const change = async (wanted: boolean) => {
    // Asked for within the click: browsers show the question only then.
    await (wanted ? browser.permissions.request(asked()) : browser.permissions.remove(asked()))
    refresh()
  }
  return [on, change]
}
