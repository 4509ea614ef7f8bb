import type { Annotation, Comment } from '../../shared/domain/annotation.ts'
import type { AnnotationId, DocumentId } from '../../shared/domain/ids.ts'
import { ownedKey } from '../../shared/domain/ids.ts'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { type Closable, openPageDocument } from '../../shared/engine/documents/open.ts'
import type { Store } from '../../shared/engine/ports.ts'
import type { Self } from '../../shared/engine/spaces/self.ts'
import { MemoryStore } from './memory-store.ts'

export const clock = { now: () => 1_700_000_000_000, after: () => () => undefined }
export const random = {
  bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => 0.5,
}

export type TestPage = PageDocument &
  Closable & { readonly refusals: ReadonlyMap<string, number>; readonly skipped: number }

/** One person's page document over its own store. Every record it seals is kept in `sent`. */
export interface TestDesk {
  readonly self: Self
  readonly store: MemoryStore
  readonly page: TestPage
  readonly sent: Uint8Array<ArrayBuffer>[]
}

export const openTestPage = async (store: Store, self: Self, id: DocumentId): Promise<TestPage> =>
  (await openPageDocument({ clock, random, store }, self, id)) as TestPage

export async function testDesk(self: Self, id: DocumentId, store = new MemoryStore()): Promise<TestDesk> {
  const page = await openTestPage(store, self, id)
  const sent: Uint8Array<ArrayBuffer>[] = []
  page.sealed.listen((record) => void sent.push(record))
  return { self, store, page, sent }
}

let counter = 0
/** A new key of this person's. */
export const newKey = (self: Pick<Self, 'member'>): AnnotationId =>
  ownedKey(self.member, (++counter).toString(16).padStart(16, '0'))

export const highlight = (exact: string): Annotation => ({
  v: 1,
  kind: 'highlight',
  colour: 'yellow',
  selectors: [{ type: 'TextQuoteSelector', exact, prefix: '', suffix: '' }],
  created: 1,
})

export const comment = (annotation: AnnotationId, body: string): Comment => ({ v: 1, annotation, body, created: 2 })

/** What a person would see, comparable: sorted, as JSON. */
export function contentOf(page: PageDocument): string {
  const sorted = <Value extends { readonly id: string }>(values: Iterable<Value>) =>
    [...values].sort((a, b) => (a.id < b.id ? -1 : 1))
  const annotations = sorted(page.annotations().values())
  const states = annotations.map(({ id }) => page.state(id))
  const placements = annotations.map(({ id }) => page.placement(id))
  const versions = [...page.versions()].sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ annotations, comments: sorted(page.comments().values()), states, placements, versions })
}
