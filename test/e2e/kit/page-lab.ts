import { readFileSync } from 'node:fs'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { type BrowserName, findBrowser } from './browsers.ts'

const LAUNCH = {
  chromium: { args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] },
  firefox: { browser: 'firefox' as const },
}

/** Some of our code as one script for plain pages. */
export async function bundled(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'pageLab', fileName: 'lab' } },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

export async function launchPlain(name: BrowserName): Promise<Browser> {
  const executablePath = findBrowser(name)
  if (!executablePath) throw new Error(`${name} is not installed`)
  return launch({ executablePath, headless: true, ...LAUNCH[name] })
}

/** The rules that the extension brings into pages. */
export const HIGHLIGHT_RULES = readFileSync('entrypoints/highlights.css', 'utf8')

/** Opens a page from its text and puts a script into it, by the debugger: no policy and no kind of document is in its way. */
export async function openText(page: Page, text: string, type: string, code: string): Promise<void> {
  await page.goto(`data:${type};charset=utf-8,${encodeURIComponent(text)}`)
  await page.evaluate(code)
}
