import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Ask } from '../../kit/relay-client.ts'

export interface RelayProcess {
  readonly child: ChildProcess
  readonly ask: Ask
}

const children: ChildProcess[] = []

/** A real relay in a process of its own, on any free port. */
export async function startRelayProcess(data: string): Promise<RelayProcess> {
  const env = { ...process.env, HUDDLEMARK_PORT: '0', HUDDLEMARK_DATA: data }
  const child = spawn(process.execPath, ['relay/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Huddlemark relay ready on (\S+)$/.exec(line)?.[1]
    if (address !== undefined) return { child, ask: (path, init) => fetch(address + path, init) }
  }
  throw new Error('the relay did not start')
}

/** Runs the relay's command to its end. */
export async function relayCommand(data: string, ...words: readonly string[]) {
  const env = { ...process.env, HUDDLEMARK_PORT: '0', HUDDLEMARK_DATA: data }
  const child = spawn(process.execPath, ['relay/main.ts', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

export async function kill({ child }: RelayProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Whatever still runs of what was started here. */
export function endRelayProcesses(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL')
}
