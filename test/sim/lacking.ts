/** What devices do not have of each other's, said so that a failed storm explains itself. */
import type { DocumentHandle } from '../../shared/engine/document-parts.ts'
import type { Person } from '../kit/world.ts'

/** One person's side of a document. */
interface Look {
  readonly name: string
  /** Counters by lease. */
  readonly heads: ReadonlyMap<string, number>
  readonly words: string
}

interface Named {
  readonly device: string
  readonly nonce: string
  readonly counter: number
}

/** @returns who knows less of a lease than somebody else, then what each holds back, refuses, has on another's word, and reaches */
export async function lacking(people: readonly Person[], address: string): Promise<string> {
  const open = people.filter((person) => person.alive && person.has(address))
  const lines = await Promise.all([
    compared('page', open, (person) => person.page(address)),
    compared('space', open, (person) => person.space.document),
  ])
  return [...lines.flat(), ...open.map(reach)].join('\n')
}

function reach({ name, space }: Person): string {
  const { routes } = space.carriage.connection()
  return `${name} reaches ${routes.map(({ device, route }) => `${short(device)} ${route}`).join(', ') || 'nobody'}`
}

async function compared(
  what: string,
  people: readonly Person[],
  documentOf: (person: Person) => DocumentHandle,
): Promise<readonly string[]> {
  const looks = await Promise.all(people.map((person) => lookAt(person, documentOf(person))))
  const most = new Map<string, number>()
  for (const { heads } of looks)
    for (const [lease, counter] of heads) most.set(lease, Math.max(counter, most.get(lease) ?? 0))
  const gaps = looks.flatMap(({ name, heads }) =>
    [...most].flatMap(([lease, counter]) => {
      const having = looks.filter((other) => other.heads.get(lease) === counter).map((other) => other.name)
      const here = heads.get(lease) ?? 0
      return here < counter ? [`${what}: ${name} has ${here} of ${lease}, ${having.join(' and ')} ${counter}`] : []
    }),
  )
  return [...gaps, ...looks.map(({ name, words }) => `${what}: ${name} (${words})`)]
}

async function lookAt({ name, store, space: { self } }: Person, document: DocumentHandle): Promise<Look> {
  const base = `${document.space}.${document.id}`
  const [held, refused, checkpoints] = await Promise.all([
    store.list('envelopes', `${base}.h.`),
    store.keys('documents', `${base}.refused.`),
    store.keys('documents', `${base}.k.`),
  ])
  const { refusals } = document as { readonly refusals?: ReadonlyMap<string, number> }
  const facts = {
    device: short(self.device),
    log: document.cursor.sequence,
    holds: held.map(({ value }) => `${leaseOf(value as Named)}:${(value as Named).counter}`),
    withdrawn: refused.map((key) => key.slice(base.length)),
    vouched: document.summary?.vouched.envelopes,
    checkpoints: checkpoints.length,
    alarm: document.summary?.alarm?.kind,
    refusals: Object.fromEntries(refusals ?? []),
  }
  const heads = new Map(document.heads().map((head) => [leaseOf(head), head.counter]))
  return { name, heads, words: JSON.stringify(facts) }
}

const short = (device: string): string => device.slice(0, 6)
const leaseOf = ({ device, nonce }: Omit<Named, 'counter'>): string => `${short(device)}.${nonce.slice(0, 4)}`
