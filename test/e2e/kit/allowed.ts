import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXTENSION } from './chromium.ts'

/** The built extension for somebody who has allowed notifications: browsers ask for it in a window of their own, which no test can press. */
export async function withNotifications(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huddlemark-allowed-'))
  await cp(EXTENSION, folder, { recursive: true })
  const file = join(folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    permissions: string[]
    optional_permissions?: string[]
  }
  const { optional_permissions: optional = [] } = manifest
  await writeFile(
    file,
    JSON.stringify({ ...manifest, permissions: [...manifest.permissions, ...optional], optional_permissions: [] }),
  )
  return folder
}
