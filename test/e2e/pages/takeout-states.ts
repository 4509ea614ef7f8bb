import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElementHandle, Page } from 'puppeteer-core'
import type { ImportPreview } from '../../../shared/contract/takeout.ts'
import { press } from './drive.ts'
import { annotation, QUOTE, team } from './people.ts'
import { panel, panelView, type State } from './state.ts'

const item = { ...annotation(), quote: QUOTE, anchored: 'exact' as const }
const view = panelView([item])

const preview: ImportPreview = {
  space: team.name,
  annotations: 12,
  comments: 30,
  pages: 3,
  here: 4,
  removed: 1,
  skipped: [
    { why: 'not on a web page (http or https)', count: 2 },
    { why: 'reply to something that is not in the file', count: 1 },
  ],
}
const read = { import: { ok: true }, 'import-part': { ok: true } }
const link = 'https://relay.example.org/join#k7Qx0WcT5n2mVtYhEoP9sA'
const linked = {
  link,
  words: `Members of ${team.name} come straight here. Whoever else has this link can join ${team.name} and read all of it.`,
}

const opened = async (page: Page) => {
  await press(page, 'Export and share')
}

/** A file is chosen as a person does; what is in it, the script's replies decide. */
export async function chooseFile(page: Page, content = '[]', where = 'input[type=file]'): Promise<void> {
  const file = join(await mkdtemp(join(tmpdir(), 'huddlemark-file-')), 'annotations.jsonld')
  await writeFile(file, content)
  const field = (await page.waitForSelector(where)) as ElementHandle<HTMLInputElement> | null
  await field?.uploadFile(file)
}

const chosen = async (page: Page) => {
  await opened(page)
  await chooseFile(page)
}

const share = (
  name: string,
  shows: string,
  then: NonNullable<State['then']>,
  replies: State['script']['replies'],
  width = 360,
): State => ({
  ...panel(name, shows, view, width, { replies: replies ?? {} }),
  height: 900,
  then,
})

export const TAKEOUT_STATES: readonly State[] = [
  share('share-narrow', 'Share a snapshot', opened, {}, 260),
  {
    ...share('share-reader', 'nothing can be imported', opened, {}),
    script: {
      ...share('', '', opened, {}).script,
      view: { ...view, space: { ...team, role: 'reader' } } as typeof view,
    },
  },
  share('import-preview', 'Import into Design team', chosen, {
    ...read,
    'import-check': { ok: true, value: { preview } },
  }),
  share('import-broken', 'cannot be read', chosen, {
    ...read,
    'import-check': { ok: false, words: 'This file cannot be read. It may be cut off, or it is not JSON.' },
  }),
  share('link', 'Members of Design team', (page) => press(page, 'Copy link').then(() => undefined), {
    link: { ok: true, value: linked },
  }),
]
