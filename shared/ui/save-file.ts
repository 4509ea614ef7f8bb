import type { ExportedFile } from './takeout-run.ts'

/** Long enough for every browser to have begun reading; the text is held until then. Milliseconds. */
const HELD_MS = 60_000

/** Offers a file for saving, as a link with a download would. */
export function saveFile({ file, type, parts }: Pick<ExportedFile, 'file' | 'type' | 'parts'>): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS)
}
