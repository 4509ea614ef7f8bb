/**
 * Plays the stories of test/e2e, two at a time: most of a story is waiting for a browser. Beside them, at low priority, runs what only
 * computes and minds no delay: the simulations, and the pages looked at state by state. In CI one of the two places is theirs until they are done.
 */
import { spawn, spawnSync } from 'node:child_process'

/** Where a landing hangs on it, one at a time while the long ones last: a call between three browsers beside another story is a slow computer besides. */
const LANES = process.env['CI'] === undefined ? 2 : 1
/** These begin first, so that no lane is left with a long one at the end. Everything else follows in any order. */
const LONGEST = ['call', 'huddle', 'begin', 'adapters', 'away', 'files', 'rings', 'huddle-window']
/** They have no clock of their own that another's work could upset. */
const UNHURRIED = ['pages', 'huddle-pages', 'huddle-surfaces']
/** Of 19, for the operating system's `nice`. */
const LOW_PRIORITY = '10'

/** Measures what a slow network does to pictures: another story on the same two cores would be a slow computer besides. */
const ALONE = 'huddle-network'

const NICE = spawnSync('nice', ['true']).status === 0

const nameOf = (file: string): string => file.replace(/^.*\/|\.test\.ts$/g, '')
const rank = (file: string): number => (LONGEST.indexOf(nameOf(file)) + LONGEST.length + 1) % (LONGEST.length + 1)

/** A run of vitest with its name in what is printed. */
interface Run {
  readonly name: string
  readonly project: 'e2e' | 'sim'
  readonly file?: string
  readonly unhurried?: true
}

interface Played {
  readonly passed: boolean
  readonly output: string
  readonly seconds: number
}

/** One story in a run of its own, with browsers of its own: one that stumbles does not take others along. */
function play({ project, file, unhurried }: Run): Promise<Played> {
  const began = performance.now()
  const command = ['vitest', 'run', '--project', project, ...(file === undefined ? [] : [file])]
  // Where there is no `nice`, it runs like the others.
  const [program = '', ...args] = unhurried && NICE ? ['nice', '-n', LOW_PRIORITY, ...command] : command
  return new Promise((resolve) => {
    const run = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
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
 * @returns names of what failed. With `CI` set, what failed is played once more, alone and with fresh browsers, and the output says so.
 */
export async function playStories(files: readonly string[]): Promise<readonly string[]> {
  const sorted = [...files].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  const runs = sorted.map((file): Run => ({ name: `end to end: ${file}`, project: 'e2e', file }))
  const among = (names: readonly string[]) => runs.filter(({ file }) => names.includes(nameOf(file ?? '')))
  const queue = runs.filter(({ file }) => ![...UNHURRIED, ALONE].includes(nameOf(file ?? '')))
  const unhurried: Run[] = [{ name: 'simulations', project: 'sim' }, ...among(UNHURRIED)]
  const failed: Run[] = []
  const lane = async (queue: Run[]): Promise<void> => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      if (!(await told(run, run.name))) failed.push(run)
    }
  }
  // Never more than before: where one plays at a time beside these, a second one plays once they are over.
  const beside = lane(unhurried.map((run) => ({ ...run, unhurried: true }))).then(() =>
    LANES === 1 ? lane(queue) : undefined,
  )
  await Promise.all([beside, ...Array.from({ length: LANES }, () => lane(queue))])
  await lane(among([ALONE]))
  if (process.env['CI'] === undefined) return failed.map(({ name }) => name)
  const still: string[] = []
  for (const { unhurried: _quiet, ...run } of failed) {
    // Storms, too: their keys are drawn anew, so no two runs of a seed are quite the same. What fails twice is printed twice, by its seed.
    const passed = await told(run, `${run.name}: once more, alone`)
    if (!passed) still.push(run.name)
  }
  return still
}

/** Plays it, prints what came of it, and answers whether it passed. */
async function told(run: Run, name: string): Promise<boolean> {
  const { passed, output, seconds } = await play(run)
  console.log(`\n--- ${name}: ${passed ? 'passed' : 'failed'} in ${seconds} s\n${output}`)
  return passed
}
