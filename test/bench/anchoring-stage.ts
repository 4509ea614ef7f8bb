/** Pages of others in a real Chromium, at rest: their scripts off, nothing fetched, and our own code put into them. */
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { ensureBrowsers, findBrowser } from '../e2e/kit/browsers.ts'

const ADDRESS = 'https://pages.huddlemark.invalid/'
/** Our own code comes by the debugger, which no policy binds. */
const HEADERS = { 'content-security-policy': "script-src 'none'" }

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry, formats: ['iife'], name: 'anchoringLab', fileName: 'lab' },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

export interface PageStage {
  /** A new tab with that page, our code in it but not yet begun. */
  open(html: string): Promise<Page>
  close(): Promise<void>
}

/** @param entry our code that goes into each page */
export async function pageStage(entry = 'test/bench/anchoring-lab.ts'): Promise<PageStage> {
  if (!ensureBrowsers(['chromium'])) process.exit(1)
  const executablePath = findBrowser('chromium')
  if (executablePath === undefined) throw new Error('Chromium is not installed')
  const code = await bundle(entry)
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--enable-precise-memory-info',
    '--js-flags=--expose-gc',
  ]
  const browser: Browser = await launch({ executablePath, headless: true, args, protocolTimeout: 600_000 })
  process.once('exit', () => browser.process()?.kill())
  return {
    async open(html) {
      const page = await browser.newPage()
      await page.setViewport({ width: 1200, height: 800 })
      await page.setRequestInterception(true)
      page.on('request', (request) => {
        if (request.url() === ADDRESS)
          void request.respond({ contentType: 'text/html; charset=utf-8', headers: HEADERS, body: html })
        else void request.abort()
      })
      await page.goto(ADDRESS, { waitUntil: 'load', timeout: 120_000 })
      await page.evaluate(code)
      return page
    },
    close: () => browser.close(),
  }
}
