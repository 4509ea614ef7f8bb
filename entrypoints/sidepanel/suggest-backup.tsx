import { browser } from 'wxt/browser'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { PanelPort } from './panel.tsx'

/** Once, when there is something to lose; either answer ends it for ever. */
export function SuggestBackup({ port }: { port: PanelPort }) {
  const done = () => void port.ask({ do: 'backup-suggested' })
  return (
    <Notice
      actions={
        <>
          <Button
            look="edged"
            small
            onPress={() => {
              done()
              void browser.runtime.openOptionsPage()
            }}
          >
            Make a backup
          </Button>
          <Button look="quiet" small onPress={done}>
            Not now
          </Button>
        </>
      }
    >
      You have made ten annotations. There is no account that could bring them back: a backup file can.
    </Notice>
  )
}
