import { expect, it } from 'vitest'
import { noWork, Storm, type Work } from './storm.ts'

const STEPS = Number(process.env['HUDDLEMARK_STEPS'] ?? 200)
const SEEDS = Number(process.env['HUDDLEMARK_SEEDS'] ?? 100)

/** Runs every `of`-th seed from `first` on, and at the end checks that the storms did real work. */
export function storms(first: number, of: number): void {
  const total = noWork()
  let runs = 0
  for (let seed = first; seed <= SEEDS; seed += of)
    it(`N14 storm ${seed}: all devices agree, nothing confirmed is lost, nothing waits`, async () => {
      runs++
      await rage(seed, total)
    })
  it('N14 the storms did real work', () => {
    console.log(`${runs} storms`, JSON.stringify(total))
    for (const [what, times] of Object.entries(total)) expect(times, what).toBeGreaterThan(0)
    expect(total.edits + total.replies).toBeGreaterThan(runs * 20)
  })
}

/** One storm, by its seed. */
export async function rage(seed: number, total: Work = noWork()): Promise<void> {
  const storm = await Storm.begin(seed)
  try {
    await storm.rage(STEPS)
    await storm.heal()
    expect(storm.lost()).toEqual([])
    expect(storm.alarms).toEqual([])
    expect(storm.surprises).toEqual([])
  } catch (error) {
    // Whoever looks at a failure has this run only: keys are drawn anew in the next.
    const lacking = await storm.lacking().catch(String)
    throw new Error(`storm ${seed}: ${(error as Error).message}\n${storm.story}\n${lacking}`, { cause: error })
  } finally {
    storm.end()
  }
  for (const what of Object.keys(total) as (keyof Work)[]) total[what] += storm.work[what]
}
