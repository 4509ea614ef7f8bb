import type { VersionView } from '../../contract/versions.ts'
import type { PageVersion, VersionKey } from '../../domain/annotation.ts'
import { ownedKey } from '../../domain/ids.ts'
import { hashId } from '../../envelope/digest.ts'
import { utf8 } from '../../kit/bytes.ts'
import { isOurs, type Visit } from './visit.ts'

/** Versions of one page that one member keeps: a page that reads differently every minute must not fill its document. */
const MOST_OWN_VERSIONS = 32

/** The page's text as an overlay describes it. */
export type DescribedVersion = Omit<PageVersion, 'v'>

/**
 * Keeps the version that a new place was described on, once however often it is told. Undefined where there is none, or we keep
 * too many already: the place then does without.
 */
export async function keepVersion(
  visit: Visit,
  version: DescribedVersion | undefined,
): Promise<VersionKey | undefined> {
  if (!version || version.landmarks === '') return undefined
  const name = (await hashId('page-version', utf8(`${version.length} ${version.landmarks}`))).slice(0, 16)
  const kept = visit.document.versions()
  const same = [...kept.keys()].find((key) => key.endsWith(name))
  if (same) return same
  if ([...kept.keys()].filter((key) => isOurs(visit, key)).length >= MOST_OWN_VERSIONS) return undefined
  const key = ownedKey(visit.space.self.member, name)
  await visit.document.putVersion(key, { v: 1, ...version })
  return key
}

/** The versions that these annotations refer to, as an overlay is told them. */
export function versionViews({ document }: Visit, keys: Iterable<VersionKey | undefined>): VersionView[] {
  const kept = document.versions()
  return [...new Set(keys)].flatMap((key) => {
    const version = key === undefined ? undefined : kept.get(key)
    return key === undefined || !version ? [] : [{ key, length: version.length, landmarks: version.landmarks }]
  })
}
