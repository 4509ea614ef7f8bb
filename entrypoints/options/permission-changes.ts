import { useEffect } from 'preact/hooks'
import { browser } from 'wxt/browser'

/** Reads off at the start, and again whenever the browser gives or takes a permission: it may do so in settings of its own. */
export function usePermissionChanges(read: () => void): void {
  useEffect(() => {
    read()
    const { onAdded, onRemoved } = browser.permissions
    onAdded.addListener(read)
    onRemoved.addListener(read)
    return () => {
      onAdded.removeListener(read)
      onRemoved.removeListener(read)
    }
  }, [])
}
