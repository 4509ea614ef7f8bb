import { browser } from 'wxt/browser'
import { type Managed, readManaged } from '../../shared/contract/managed.ts'

/** What an administrator has set, read and bounded here. Firefox rejects where there is no policy; that is none. */
export async function managedValues(): Promise<Managed> {
  const raw = await browser.storage.managed.get(null).catch(() => ({}))
  const { managed, ignored } = readManaged(raw)
  return ignored.length === 0 ? managed : { ...managed, ignored }
}
