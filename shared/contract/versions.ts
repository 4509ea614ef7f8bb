import type { VersionKey } from '../domain/annotation.ts'

/** Landmarks of a version of the page, as stored (domain PageVersion). */
export interface VersionView {
  readonly key: VersionKey
  readonly length: number
  readonly landmarks: string
}
