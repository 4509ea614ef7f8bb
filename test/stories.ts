/** Plays the stories of test/e2e, two at a time: most of a story is waiting for a browser. */
import { spawn } from 'node:child_process'

const LANES = 2
/** These begin first, so that no lane is left with a long one at the end. Everything else follows in any order. */
const LONGEST = ['call', 'huddle', 'huddle-pages', 'rings', 'huddle-window', 'pages', 'adapters']

/** Measures what a slow network does to pictures: another story on the same two cores would be a slow computer besides. */
const ALONE = 'huddle-network'

const nameOf = (file: string): string => file.replace(/^.*\/|\.test\.ts$/g, '')
const rank = (file: string): number => (LONGEST.indexOf(nameOf(file)) + LONGEST.length + 1) % (LONGEST.length + 1)

interface Played {
  readonly passed: boolean
  readonly output: string
  readonly seconds: number
}

/** One story in a run of its own, with browsers of its own: one that stumbles does not take others along. */
function play(file: string): Promise<Played> {
  const began = performance.now()
  return new Promise((resolve) => {
    const run = spawn('vitest', ['run', '--project', 'e2e', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [run.stdout, run.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        output += text
      })
    }
    run.on('close', (code) =>
      resolve({ passed: code === 0, output, seconds: Math.round((performance.now() - began) / 1000) }),
    )
  })
}

/**
 * @param files paths of test files
 * @returns those that failed. With `CI` set, a failed one is played once more, alone and with fresh browsers, and the output says so.
 */
export async function playStories(files: readonly string[]): Promise<readonly string[]> {
  const queue = files.filter((file) => nameOf(file) !== ALONE)
  queue.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  const failed: string[] = []
  const lane = async (queue: string[]): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const { passed, output, seconds } = await play(file)
      console.log(`\n--- end to end: ${file}: ${passed ? 'passed' : 'failed'} in ${seconds} s\n${output}`)
      if (!passed) failed.push(file)
    }
  }
  await Promise.all(Array.from({ length: LANES }, () => lane(queue)))
  await lane(files.filter((file) => nameOf(file) === ALONE))
  if (process.env['CI'] === undefined) return failed
  const still: string[] = []
  for (const file of failed) {
    const { passed, output, seconds } = await play(file)
    console.log(
      `\n--- end to end: ${file}: once more, alone: ${passed ? 'passed' : 'failed'} in ${seconds} s\n${output}`,
    )
    if (!passed) still.push(file)
  }
  return still
}
