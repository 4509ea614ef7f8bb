/** Long enough for every browser to have begun reading; what is saved is held until then. Milliseconds. */
const HELD_MS = 60_000

export interface Saved {
  readonly file: string
  /** With its charset where it is a text. */
  readonly type: string
  readonly parts: readonly BlobPart[]
}

/** Offers a file for saving, as a link with a download would. */
export function saveFile({ file, type, parts }: Saved): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS)
}
