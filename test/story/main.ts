/**
 * `npm start`: the main job, for real. A relay with its embedded store, the built extension in two browsers, Ada and Ben in one space on a
 * sample article. With a display two windows stay open to play with; without one the same story is played headless, each step printed
 * as it is really observed, and pictured. Exit code 1 when a step did not happen.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { ensureBrowsers } from '../e2e/kit/browsers.ts'
import { startRelay } from '../e2e/kit/relay.ts'
import { serveSite } from '../e2e/kit/site.ts'
import { Cast } from './cast.ts'
import { playStory } from './story.ts'

const SHOTS = 'test/shots/story'
const hasDisplay =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const stay = hasDisplay || process.argv.includes('--stay')

const closing: Array<() => Promise<void>> = []
let ending: Promise<void> | undefined

/** Ends everything that was started, the last first; once. */
function end(): Promise<void> {
  ending ??= (async () => {
    for (const close of closing.reverse()) await close().catch(() => undefined)
  })()
  return ending
}

async function play(): Promise<void> {
  if (!ensureBrowsers(['chromium'])) process.exit(1)
  const folder = resolve(process.env['HUDDLEMARK_DATA'] ?? '.data/relay')
  const relay = await startRelay({ folder, port: Number(process.env['HUDDLEMARK_PORT'] ?? 8787) }).catch((error) => {
    // Another program has the port: any other will do. A folder in use is said, and the end.
    if (!/port|EADDRINUSE/i.test(String(error))) throw error
    return startRelay({ folder })
  })
  closing.push(() => relay.stop())
  console.log(`Relay: ${relay.address} (its data: ${folder})`)
  console.log('Building the extension ...')
  const built = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const builtForStory = spawnSync('npm', ['run', '--silent', 'build:e2e'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (built.status !== 0 || builtForStory.status !== 0) throw new Error('the extension could not be built')

  const site = await serveSite()
  closing.push(() => site.close())
  mkdirSync(SHOTS, { recursive: true })
  const cast = await Cast.open({
    headless: !hasDisplay,
    relay: relay.address,
    article: `${site.origin}/article`,
    shots: SHOTS,
  })
  closing.push(() => cast.close())

  await playStory(cast, hasDisplay ? 'set the stage' : 'whole')
  if (!hasDisplay) console.log(`\nPictures of every step: ${SHOTS}/`)
  tellMore(relay.address, `${site.origin}/article`)
}

function tellMore(relay: string, article: string): void {
  console.log(
    stay
      ? `
To try: select words in one window and press Highlight or Comment; watch the other. Move the mouse: the other sees it.
Article: ${article}
Relay:   ${relay}`
      : `
To try it by hand: npm start -- --stay keeps the relay (${relay}) and the article running.`,
  )
  console.log(`Your own browser: Chromium, Chrome or Edge: chrome://extensions, Developer mode, "Load unpacked", choose .output/chrome-mv3.
                  Firefox: about:debugging#/runtime/this-firefox, "Load Temporary Add-on", choose .output/firefox-mv2/manifest.json.`)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    console.log('\nClosing ...')
    void end().then(() => process.exit(0))
  })

try {
  await play()
  if (stay) console.log('\nPress Ctrl-C to end everything that was started.')
  else await end().then(() => process.exit(0))
} catch (error) {
  console.error(`\nNot done: ${error instanceof Error ? error.message : String(error)}`)
  await end()
  process.exit(1)
}
