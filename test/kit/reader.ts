import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { Person, world } from './world.ts'

/** Ada, an admin, Ben, who writes, and Rhea, who was invited to read. */
export async function withReader(seed: number) {
  const w = await world(seed, 'ada', 'ben')
  const { ada, ben } = w.people
  const { code } = await w.run(ada.space.invite('Ada', '', { role: 'reader' }))
  const rhea = new Person(w, 'rhea')
  await rhea.start()
  await w.run(rhea.spaces.setProfile({ v: 1, name: 'Rhea', colour: 'violet' }))
  await w.run(rhea.spaces.join(fromBase64Url(code)))
  await w.until('she is in', () => rhea.spaces.list().some((space) => !space.private))
  return { w, ada, ben, rhea, member: rhea.space.self.member }
}
