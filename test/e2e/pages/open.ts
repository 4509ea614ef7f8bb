import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
import puppeteer, { type Browser, type NewDocumentScriptEvaluation, type Page } from 'puppeteer-core'
import { findBrowser } from '../kit/browsers.ts'
import { installFakeBrowser } from './fake-browser.ts'
import type { State } from './state.ts'

const KINDS: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Somebody's page, with the overlay in it. */
const VISITED = `<!doctype html><html lang="en"><meta charset="utf-8"><title>On margins</title>
<style>body { font: 18px/1.6 serif; color-scheme: light dark; max-width: 60ch; margin: 3rem auto; padding: 0 1rem }</style>
<main><h1>On margins, and who writes in them</h1><p>A margin is the oldest place for a conversation: one reader leaves a line, and
another, years later, answers it.</p></main><script src="/overlay.js"></script></html>`

/** Serves the built pages of the extension from loopback, so that they can be opened without the extension's own API. */
export async function servePages(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://pages').pathname)
    if (path === '/overlay.html') return response.setHeader('content-type', 'text/html').end(VISITED)
    const file = join(folder, path)
    const nested = file.replace(/\.html$/, '/index.html')
    const found = existsSync(file) ? file : nested
    try {
      response.setHeader('content-type', KINDS[extname(found)] ?? 'application/octet-stream')
      response.end(await readFile(found))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

export const launch = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

/** What stands in for the browser's API in the state that a tab shows now. */
const standIns = new WeakMap<Page, NewDocumentScriptEvaluation>()

/**
 * Opens a state by day and waits until what it is about can be read. A tab may show one state after the other: a new one takes longer to
 * come than a state to be looked at.
 */
export async function openState(page: Page, origin: string, state: State): Promise<Page> {
  await page.setViewport({ width: state.width, height: state.height, deviceScaleFactor: 1 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  const before = standIns.get(page)
  if (before) await page.removeScriptToEvaluateOnNewDocument(before.identifier)
  else await page.evaluateOnNewDocument(openRoots)
  standIns.set(page, await page.evaluateOnNewDocument(installFakeBrowser, state.script))
  // Its name makes each its own document: what differs in the fragment alone would be the same.
  await page.goto(`${origin}/${state.page}.html?${state.name}${state.hash ?? ''}`)
  await state.then?.(page)
  await page.waitForFunction(
    (words) => {
      const roots = [document, ...[...document.querySelectorAll('[popover]')].flatMap((host) => host.shadowRoot ?? [])]
      const names = roots
        .flatMap((root) => [...root.querySelectorAll('[aria-label],[placeholder],[data-words]')])
        .map((element) =>
          ['aria-label', 'placeholder', 'data-words'].map((name) => element.getAttribute(name)).join(' '),
        )
        .join(' ')
      return document.body.innerText.includes(words) || names.includes(words)
    },
    { timeout: 20_000 },
    state.shows,
  )
  return page
}

/** Lets axe and the wait above look into the overlay, whose root is closed. */
function openRoots(): void {
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (init) {
    return attach.call(this, { ...init, mode: 'open' })
  }
}
