/** Encrypted backups, as the settings page asks for them. */
import * as v from 'valibot'
import type { Step } from './takeout.ts'

/** Characters of base64url in one `restore-part`: well below `MAX_INTENT_CHARS`. */
export const MAX_RESTORE_CHARS = 160_000
/** A guess must not come by chance, nor a passphrase be longer than is hashed (shared/backup). */
export const MIN_PASSPHRASE = 10
export const MAX_PASSPHRASE = 1_024

const passphrase = v.pipe(v.string(), v.maxLength(MAX_PASSPHRASE))

/** Understood on the home port. One backup and one restoring at a time on each line; a new one ends the old. */
export const backupAsks = [
  /** Begins: answered with a BackupBegun. */
  v.strictObject({ do: v.literal('backup'), passphrase }),
  /** Answered with a BackupPart, again and again until it is the last. */
  v.strictObject({ do: v.literal('backup-more') }),
  /** Begins to look into a file. */
  v.strictObject({ do: v.literal('restore'), passphrase }),
  /** The file in parts, twice: to look, and after `restore-go` to store. */
  v.strictObject({ do: v.literal('restore-part'), text: v.pipe(v.string(), v.maxLength(MAX_RESTORE_CHARS)) }),
  /** After the last part: answered with a RestorePreview. Nothing is stored. */
  v.strictObject({ do: v.literal('restore-check') }),
  /** The same file comes again, to be stored. */
  v.strictObject({ do: v.literal('restore-go') }),
  /** After the last part: the engine begins anew as who is in the file. */
  v.strictObject({ do: v.literal('restore-done') }),
  v.strictObject({ do: v.literal('restore-cancel') }),
  /** The suggestion to make a backup was read, or is not wanted. */
  v.strictObject({ do: v.literal('backup-suggested') }),
] as const
export type BackupAsk = v.InferOutput<(typeof backupAsks)[number]>

export interface BackupBegun {
  /** A file's name, safe on every system. */
  readonly file: string
}

export interface BackupPart extends Step {
  /** Base64url. */
  readonly text: string
  readonly last: boolean
}

export interface RestorePreview {
  /** Milliseconds since 1970. */
  readonly made: number
  readonly name: string
  readonly spaces: readonly {
    readonly name: string
    readonly private: boolean
    readonly pages: number
    readonly people: number
  }[]
  readonly documents: number
  /** Sealed changes. */
  readonly records: number
  readonly drafts: number
  /** What becomes of what is here, in words; absent when there is nothing here. */
  readonly here?: string
}
