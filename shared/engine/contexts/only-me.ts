import type { Annotation, Comment } from '../../domain/annotation.ts'
import { type AnnotationId, type CommentId, type OwnedKey, ownedKey } from '../../domain/ids.ts'
import { hashId } from '../../envelope/digest.ts'
import { utf8 } from '../../kit/bytes.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { MergedPage } from './merged-page.ts'
import { openPlanned, type PagePlan } from './pages.ts'
import { recorded } from './steps/recorded.ts'
import { placeOf, threadsOf } from './threads.ts'
import { keepVersion } from './versions.ts'
import { isOnlyMe, marked, registerPage, type Threaded, type Visit } from './visit.ts'
import { Refusal } from './words.ts'

/** A shared space's page, and with it what we keep of the same page for ourselves (X22). A private space that cannot be read hides nothing of the shared one. */
export async function openWithMine(
  { spaces }: Pick<Desk, 'spaces'>,
  space: OpenSpace,
  plan: PagePlan,
  until: AbortSignal,
): Promise<Awaited<ReturnType<typeof openPlanned>> & Pick<Visit, 'mine'>> {
  const own = space.private ? undefined : spaces.list().find((one) => one.private && one.closed === undefined)
  const [shared, mine] = await Promise.all([
    openPlanned(space, plan, until),
    own && openPlanned(own, plan, until).catch(() => undefined),
  ])
  if (!own || !mine) return shared
  const document = new MergedPage([shared.document, mine.document], until)
  // What others are told that we have seen is of the shared documents alone.
  return { document, parts: shared.parts, mine: { space: own, document: mine.document, shared: shared.document } }
}

/** The visit as the private space sees it: what is placed there stays there, with its page and the page's version. @throws Refusal without one */
export function aside(visit: Visit): Visit {
  const { mine, ...rest } = visit
  if (!mine) throw new Refusal('What is only for you cannot be kept here now.')
  // Acts here are steps that can be taken back, as those on the shared page are.
  const document = rest.steps ? recorded(mine.document, rest.steps) : mine.document
  return { ...rest, space: mine.space, document }
}

/** Where an annotation lives. */
export const standing = (visit: Visit, annotation: AnnotationId): Visit =>
  isOnlyMe(visit, annotation) ? aside(visit) : visit

/** Where what is new goes. */
export const meantFor = (visit: Visit, onlyMe: boolean | undefined): Visit => (onlyMe ? aside(visit) : visit)

/** The page as its space has it, nothing of ours alone among it. */
export const sharedPart = ({ mine, document }: Visit): Threaded => mine?.shared ?? document

/** The copy's key follows from the original's, so that sharing again after a crash in between makes no second copy. */
async function copyOf({ space }: Visit, key: OwnedKey): Promise<OwnedKey> {
  const name = await hashId('shared-copy', utf8(`${space.self.space} ${key}`))
  return ownedKey(space.self.member, name.slice(0, 16))
}

/** X23: what was only ours goes into the space in one commit, under new keys, as written now; then the private one is removed. */
export async function share({ ports }: Desk, visit: Visit, annotation: AnnotationId): Promise<AnnotationId> {
  const stored = visit.mine?.document.annotations().get(annotation)
  if (!visit.mine || !stored || stored.value.deleted) throw new Refusal('There is nothing here that is only yours.')
  const { document, shared } = visit.mine
  const to: Visit = { ...visit, document: shared }
  const now = ports.clock.now()
  const id = await copyOf(visit, annotation)
  const { selectors, version: key } = placeOf(visit, stored)
  const { version: _theirs, ...value } = stored.value
  const registered = registerPage(to)
  const version = await keepVersion(to, key === undefined ? undefined : document.versions().get(key))
  const copy: Annotation = { ...value, selectors, ...(version === undefined ? {} : { version }), created: now }
  const said: (readonly [CommentId, Comment])[] = []
  for (const { id: from, value: comment } of threadsOf(document).get(annotation) ?? []) {
    const { edited: _then, ...rest } = comment
    // In the order in which they stood.
    said.push([await copyOf(visit, from), { ...rest, annotation: id, created: now + said.length }])
  }
  const state = document.state(annotation)?.value
  await shared.putMany([[id, copy]], said, state?.resolved ? [[id, { ...state, at: now }]] : [], 'share')
  await registered
  await document.putAnnotation(annotation, marked(stored.value, true))
  return id
}
