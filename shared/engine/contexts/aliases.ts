import type { HomeView } from '../../contract/views.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { isAlias, isCircle, MAX_ALIASES, siteOf } from '../../domain/site-alias.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { Refusal } from './words.ts'

function governed({ spaces }: Desk, id: SpaceId): OpenSpace {
  const space = spaces.get(id)
  if (!space) throw new Refusal('You are not in this space.')
  if (space.self.role !== 'admin') throw new Refusal('Only an admin of the space can change this.')
  return space
}

function site(text: string): string {
  const read = siteOf(text)
  if (!read.ok) throw new Refusal(read.error)
  return read.value
}

/** W6. @throws Refusal with what is wrong with the two */
export async function declareAlias(desk: Desk, id: SpaceId, one: string, other: string): Promise<void> {
  const { document } = governed(desk, id)
  const [from, to] = [site(one), site(other)]
  if (from === to) throw new Refusal('These are the same site already.')
  if (!isAlias(from, to)) throw new Refusal(`${to} lies within ${from}, so its pages would lead ever deeper.`)
  const aliases = new Map(document.aliases())
  if (aliases.size >= MAX_ALIASES && !aliases.has(from)) {
    throw new Refusal(`A space can hold ${MAX_ALIASES} of these. Undo one that is no longer needed.`)
  }
  aliases.set(from, to)
  if (isCircle(aliases, from))
    throw new Refusal('With the ones below, these sites would lead to each other in a circle.')
  await document.putAlias(from, to)
}

export async function undoAlias(desk: Desk, id: SpaceId, from: string): Promise<void> {
  await governed(desk, id).document.putAlias(from, undefined)
}

/** What the settings show of it. */
export function aliasesView(active: OpenSpace | undefined): Pick<HomeView, 'aliases'> {
  if (!active) return {}
  const aliases = active.document.aliases()
  const list = [...aliases].map(([from, to]) => ({
    from,
    to,
    ...(isCircle(aliases, from) ? { circle: true as const } : {}),
  }))
  return { aliases: { list, mine: active.self.role === 'admin' } }
}
