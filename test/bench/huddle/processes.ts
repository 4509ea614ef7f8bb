/** What a browser costs: the time that all its processes spent on the processor, as Linux counts it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

interface Times {
  readonly parent: number
  /** Clock ticks in user and kernel mode. */
  readonly ticks: number
}

function everything(): ReadonlyMap<number, Times> {
  const found = new Map<number, Times>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // The command, in parentheses, may hold anything.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      found.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) })
    } catch {
      // ended meanwhile
    }
  }
  return found
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Seconds of processor time of a process and all that it started and that still run. */
export function processorSeconds(root: number): number {
  const all = everything()
  const within = (id: number): boolean => {
    for (let at = id; at > 1; at = all.get(at)?.parent ?? 0) if (at === root) return true
    return false
  }
  let ticks = 0
  for (const [id, times] of all) if (within(id)) ticks += times.ticks
  return ticks / TICKS_PER_SECOND
}
