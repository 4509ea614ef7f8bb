import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { dirname, resolve } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'
import { build } from 'vite'

/** A state by name, what is read when it is there, and what is pressed to come there. */
export interface LabState {
  readonly name: string
  readonly shows: string
  readonly press: readonly string[]
}

/** A style sheet with what it imports, as one: the product's build does the same. */
async function styleOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8')
  const parts = text.split(/@import "([^"]+)";/)
  const inlined = await Promise.all(
    parts.map((part, n) => (n % 2 === 0 ? part : styleOf(resolve(dirname(path), part)))),
  )
  return inlined.join('')
}

async function bundle(): Promise<string> {
  const built = await build({
    logLevel: 'silent',
    configFile: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      minify: false,
      target: 'chrome137',
      lib: { entry: 'test/e2e/huddle-pages/lab.tsx', formats: ['es'], fileName: 'lab' },
    },
  })
  const [first] = Array.isArray(built) ? built : [built]
  const code = first && 'output' in first ? first.output[0].code : undefined
  if (code === undefined) throw new Error('the lab was not built')
  return code
}

/** Serves the huddle window's interface over a fake call from loopback. */
export async function serveLab(): Promise<{ server: Server; origin: string }> {
  const [code, style] = await Promise.all([bundle(), styleOf('entrypoints/huddle/ui/huddle.css')])
  const page =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<title>Huddle</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/huddle.css"></head>' +
    '<body><div id="huddle"></div><script type="module" src="/lab.js"></script></body></html>'
  const files: Record<string, readonly [string, string]> = {
    '/lab.js': ['text/javascript', code],
    '/huddle.css': ['text/css', style],
    '/': ['text/html', page],
  }
  const server = createServer((request, response) => {
    const [kind, text] = files[new URL(request.url ?? '/', 'http://lab').pathname] ?? []
    if (kind === undefined) return void response.writeHead(404).end()
    response.setHeader('content-type', `${kind}; charset=utf-8`)
    response.end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

/** All states that the lab knows, as the page itself says. */
export async function labStates(browser: Browser, origin: string): Promise<readonly LabState[]> {
  const page = await browser.newPage()
  await page.goto(origin)
  const found = await page.evaluate(() => (globalThis as unknown as { lab: { states: LabState[] } }).lab.states)
  await page.close()
  return found
}

export interface Size {
  readonly width: number
  readonly height: number
}

const shown = (page: Page, words: string) =>
  page.waitForFunction(
    (wanted) =>
      document.body.innerText.includes(wanted) ||
      [...document.querySelectorAll('[aria-label]')].some((one) => one.getAttribute('aria-label')?.includes(wanted)),
    { timeout: 20_000 },
    words,
  )

/** Opens a state in a tab, at that size, and waits until it is drawn, its pictures too. By day. */
export async function openLab(page: Page, origin: string, state: LabState, size: Size): Promise<Page> {
  await page.setViewport({ ...size, deviceScaleFactor: 1 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  await page.goto(`${origin}/?state=${state.name}`)
  for (const name of state.press) await pressIn(page, name)
  await shown(page, state.shows)
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.readyState >= 2))
  return page
}

/** Presses the button of that name; `a|b`: whichever is there. A button that the window has no room for is pressed by the keyboard's way. */
export async function pressIn(page: Page, name: string): Promise<void> {
  const found = await page.waitForFunction(
    (names) =>
      [...document.querySelectorAll<HTMLElement>('button')].find((button) =>
        names.includes(button.getAttribute('aria-label') ?? button.innerText.trim()),
      ),
    { timeout: 10_000 },
    name.split('|'),
  )
  await (found as unknown as { click(): Promise<void> }).click()
}
