/** Taking a page or a space along, and bringing files in: what the panel and the settings page ask, and what they are answered. */
import * as v from 'valibot'
import type { SpaceId } from '../domain/ids.ts'
import { isId } from '../domain/ids.ts'

export const TAKEOUT_FORMATS = ['json', 'markdown', 'html'] as const
export type TakeoutFormat = (typeof TAKEOUT_FORMATS)[number]

/**
 * UTF-16 units of a file in one `import-part`: below `MAX_INTENT_CHARS` even when half of them are escaped on the way (quotes and line ends
 * take two).
 */
export const MAX_PART_CHARS = 80_000

const spaceId = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))

/** Understood on the panel's and the home port. One export and one import at a time on each line; a new one ends the old. */
export const takeoutAsks = [
  /** Begins: answered with an ExportBegun. Without `space` it is the page beside the panel. `names` off: people are numbered. */
  v.strictObject({
    do: v.literal('export'),
    space: v.optional(spaceId),
    format: v.picklist(TAKEOUT_FORMATS),
    names: v.boolean(),
  }),
  /** Answered with an ExportPart, again and again until it is the last. */
  v.strictObject({ do: v.literal('export-more') }),
  v.strictObject({ do: v.literal('import'), chars: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  v.strictObject({ do: v.literal('import-part'), text: v.pipe(v.string(), v.maxLength(MAX_PART_CHARS)) }),
  /** Reads and checks the whole file, then looks at what is in the space: answered with a Step until it has an ImportPreview. */
  v.strictObject({ do: v.literal('import-check'), space: spaceId }),
  /** Stores what the preview said, some at a time: answered with a Step until it has an ImportDone. */
  v.strictObject({ do: v.literal('import-go') }),
  v.strictObject({ do: v.literal('import-cancel') }),
] as const

export interface ExportBegun {
  /** A file's name, safe on every system. */
  readonly file: string
  readonly type: string
}

export interface ExportPart {
  readonly text: string
  readonly last: boolean
  /** Pages done, of how many. */
  readonly done: number
  readonly of: number
  /** Pages that this device has nothing of, and that could not be fetched. */
  readonly missing?: number
}

/** Work that is not done in one answer: ask again. */
export interface Step {
  readonly done: number
  readonly of: number
}

export interface ImportCounts {
  readonly annotations: number
  readonly comments: number
  readonly pages: number
}

export interface ImportPreview extends ImportCounts {
  readonly space: string
  /** Annotations of the file that the space has, and those that it had until they were removed. Neither is touched. */
  readonly here: number
  readonly removed: number
  /** What of the file cannot be taken, and why. */
  readonly skipped: readonly { readonly why: string; readonly count: number }[]
}

/** Answer to `import-check`. */
export type ImportChecked = Step | { readonly preview: ImportPreview }
/** Answer to `import-go`. */
export type ImportGone = Step | { readonly stored: ImportCounts }

/** Answer to `link`: where an annotation can be opened. */
export interface AnnotationLink {
  readonly link: string
  /** What it does, and for whom. */
  readonly words: string
  readonly caution?: string
}

export type TakeoutAsk = v.InferOutput<(typeof takeoutAsks)[number]>
