import {
  type ExportBegun,
  type ExportPart,
  type ImportChecked,
  type ImportCounts,
  type ImportGone,
  type ImportPreview,
  MAX_PART_CHARS,
  type Step,
  type TakeoutAsk,
} from '../contract/takeout.ts'
import type { SpaceId } from '../domain/ids.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import type { Answer } from './port.ts'

export type AskTakeout = (ask: TakeoutAsk) => Promise<Answer>
/** Called while something long goes on. */
export type Progress = (step: Step) => void

export interface ExportedFile {
  readonly file: string
  readonly type: string
  readonly parts: readonly string[]
  readonly missing: number
}

/** Collects a whole export from the engine. */
export async function exported(
  ask: AskTakeout,
  wanted: Omit<TakeoutAsk & { do: 'export' }, 'do'>,
  progress: Progress,
): Promise<Result<ExportedFile, string>> {
  const begun = await ask({ do: 'export', ...wanted })
  if (!begun.ok) return begun
  const parts: string[] = []
  for (;;) {
    const answer = await ask({ do: 'export-more' })
    if (!answer.ok) return answer
    const { text, last, done, of, missing = 0 } = answer.value as ExportPart
    parts.push(text)
    progress({ done, of })
    if (last) return ok({ ...(begun.value as ExportBegun), parts, missing })
  }
}

/** In parts that fit an intent; no character is cut in two, since what carries them may know whole ones only. */
export function* partsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const cut = at + MAX_PART_CHARS
    const end = cut < text.length && /[\uD800-\uDBFF]/.test(text.charAt(cut - 1)) ? cut - 1 : cut
    yield text.slice(at, end)
    at = end
  }
}

/** Hands a file to the engine, which reads all of it, and says what importing it would do. */
export async function previewed(
  ask: AskTakeout,
  text: string,
  space: SpaceId,
  progress: Progress,
): Promise<Result<ImportPreview, string>> {
  const begun = await ask({ do: 'import', chars: text.length })
  if (!begun.ok) return begun
  for (const part of partsOf(text)) {
    const answer = await ask({ do: 'import-part', text: part })
    if (!answer.ok) return answer
  }
  for (;;) {
    const answer = await ask({ do: 'import-check', space })
    if (!answer.ok) return answer
    const checked = answer.value as ImportChecked
    if ('preview' in checked) return ok(checked.preview)
    progress(checked)
  }
}

/** Stores what was previewed. After a failure the same again goes on where it stopped. */
export async function imported(ask: AskTakeout, progress: Progress): Promise<Result<ImportCounts, string>> {
  for (;;) {
    const answer = await ask({ do: 'import-go' })
    if (!answer.ok) return fail(answer.error)
    const gone = answer.value as ImportGone
    if ('stored' in gone) return ok(gone.stored)
    progress(gone)
  }
}
