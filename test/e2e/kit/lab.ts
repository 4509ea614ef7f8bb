import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { type BrowserName, findBrowser } from './browsers.ts'
import { until } from './surface.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
]
const POLICY = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https: wss: http: ws:"
const GECKO = 'lab@huddlemark'
const UUID = '0b5d3a52-8a2c-4d55-9c0e-1f6f2f6f2c11'

/** A browser with a small extension whose one page carries some of our code: it runs where the product runs. */
export interface Lab {
  /** A page of it; `hash` tells pages apart that must share nothing. */
  open(hash: string): Promise<Page>
  /** Where saved files go. */
  readonly downloads: string
  close(): Promise<void>
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'lab' } },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

async function writeExtension(name: BrowserName, entry: string): Promise<string> {
  const manifest =
    name === 'chromium'
      ? { manifest_version: 3, content_security_policy: { extension_pages: POLICY } }
      : {
          manifest_version: 2,
          content_security_policy: POLICY,
          browser_specific_settings: { gecko: { id: GECKO } },
        }
  const folder = await mkdtemp(join(tmpdir(), 'huddlemark-lab-'))
  const page = '<!doctype html><title>Lab</title><body><script type="module" src="lab.js"></script>'
  await Promise.all([
    writeFile(join(folder, 'manifest.json'), JSON.stringify({ name: 'Lab', version: '1', ...manifest })),
    writeFile(join(folder, 'lab.html'), page),
    writeFile(join(folder, 'lab.js'), await bundle(entry)),
  ])
  return folder
}

async function start(name: BrowserName, extension: string, downloads: string): Promise<Browser> {
  const executablePath = findBrowser(name)
  if (!executablePath) throw new Error(`${name} is not installed`)
  if (name === 'chromium') {
    const downloadBehavior = { policy: 'allow', downloadPath: downloads } as const
    return launch({ executablePath, pipe: true, enableExtensions: [extension], args: FLAGS, downloadBehavior })
  }
  const firefox = await launch({
    browser: 'firefox',
    executablePath,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO]: UUID }),
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
    },
  })
  await firefox.installExtension(extension)
  return firefox
}

/**
 * @param entry module that is bundled for the page
 * @param global what it sets when it is ready
 */
export async function startLab(name: BrowserName, entry: string, global: string): Promise<Lab> {
  const [extension, downloads] = await Promise.all([
    writeExtension(name, entry),
    mkdtemp(join(tmpdir(), 'huddlemark-downloads-')),
  ])
  const browser = await start(name, extension, downloads)
  const origin = async (): Promise<string> => {
    if (name === 'firefox') return `moz-extension://${UUID}`
    return `chrome-extension://${await until('the extension', async () => [...(await browser.extensions()).keys()][0])}`
  }
  return {
    downloads,
    async open(hash) {
      const page = await browser.newPage()
      // Firefox loads pages of extensions and does not say so to WebDriver.
      await page.goto(`${await origin()}/lab.html#${hash}`, { timeout: 500 }).catch(() => undefined)
      await page.waitForFunction((global) => global in globalThis, {}, global)
      return page
    },
    async close() {
      await browser.close()
      await Promise.all([extension, downloads].map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}
