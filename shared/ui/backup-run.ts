import {
  type BackupAsk,
  type BackupBegun,
  type BackupPart,
  MAX_RESTORE_CHARS,
  type RestorePreview,
} from '../contract/backup.ts'
import { type Bytes, fromBase64Url, toBase64Url } from '../kit/bytes.ts'
import { ok, type Result } from '../kit/result.ts'
import type { Answer } from './port.ts'
import type { Progress } from './takeout-run.ts'

export type AskBackup = (ask: BackupAsk) => Promise<Answer>

export interface BackupFile {
  readonly file: string
  readonly parts: readonly Bytes[]
}

/** Bytes of the file handed over at a time: base64url makes four characters of three. */
const PART = (MAX_RESTORE_CHARS / 4) * 3

/** Collects a whole backup from the engine. */
export async function madeBackup(
  ask: AskBackup,
  passphrase: string,
  progress: Progress,
): Promise<Result<BackupFile, string>> {
  const begun = await ask({ do: 'backup', passphrase })
  if (!begun.ok) return begun
  const parts: Bytes[] = []
  for (;;) {
    const answer = await ask({ do: 'backup-more' })
    if (!answer.ok) return answer
    const { text, last, done, of } = answer.value as BackupPart
    parts.push(fromBase64Url(text))
    progress({ done, of })
    if (last) return ok({ file: (begun.value as BackupBegun).file, parts })
  }
}

/** Hands the file to the engine piece by piece: a large one is never in memory as a whole. */
async function handed(ask: AskBackup, file: Blob, progress: Progress): Promise<Answer> {
  for (let at = 0; at < file.size; at += PART) {
    const bytes = new Uint8Array(await file.slice(at, at + PART).arrayBuffer())
    const answer = await ask({ do: 'restore-part', text: toBase64Url(bytes) })
    if (!answer.ok) return answer
    progress({ done: Math.min(at + PART, file.size), of: file.size })
  }
  return ok(undefined)
}

/** What is in the file. Nothing is stored. */
export async function lookedInto(
  ask: AskBackup,
  file: Blob,
  passphrase: string,
  progress: Progress,
): Promise<Result<RestorePreview, string>> {
  for (const step of [() => ask({ do: 'restore', passphrase }), () => handed(ask, file, progress)]) {
    const answer = await step()
    if (!answer.ok) return answer
  }
  const checked = await ask({ do: 'restore-check' })
  return checked.ok ? ok(checked.value as RestorePreview) : checked
}

/** Stores what was looked into. The engine begins anew after it. */
export async function restoredFrom(ask: AskBackup, file: Blob, progress: Progress): Promise<Answer> {
  for (const step of [() => ask({ do: 'restore-go' }), () => handed(ask, file, progress)]) {
    const answer = await step()
    if (!answer.ok) return answer
  }
  return ask({ do: 'restore-done' })
}
