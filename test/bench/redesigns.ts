/** Elements found again after redesigns of made-up pages: `node test/bench/redesigns.ts [rounds]` prints a table. */
import { findElements } from '../../shared/anchoring/element/find.ts'
import { REDESIGNS, tally } from '../kit/redesigns.ts'

const rounds = Number(process.argv[2] ?? 400)
const rows = Object.keys(REDESIGNS).map((name) =>
  tally(name, rounds, (tree, element) => {
    const steps = findElements(tree, [{ id: 'it', element }])
    let step = steps.next()
    while (!step.done) step = steps.next()
    return step.value.get('it') ?? { state: 'lost' }
  }),
)
console.table(
  Object.fromEntries(rows.map(({ name, exact, changed, lost, wrong }) => [name, { exact, changed, lost, wrong }])),
)
