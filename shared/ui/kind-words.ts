import type { HiddenView } from '../contract/spaces.ts'
import type { AnnotationKind } from '../domain/annotation.ts'
import type { ElementName } from '../domain/selector.ts'

const KINDS: Record<AnnotationKind, string> = {
  highlight: 'Highlight',
  page: 'Page comment',
  pin: 'Pin',
  drawing: 'Drawing',
}

/** What people call an element, by its role or else its tag. */
const THINGS: Readonly<Record<string, string>> = {
  img: 'an image',
  image: 'an image',
  picture: 'an image',
  svg: 'an image',
  canvas: 'an image',
  figure: 'a figure',
  video: 'a video',
  audio: 'a player',
  button: 'a button',
  a: 'a link',
  link: 'a link',
  heading: 'a heading',
  textbox: 'a field',
  searchbox: 'a field',
  input: 'a field',
  textarea: 'a field',
  select: 'a choice',
  combobox: 'a choice',
  checkbox: 'a checkbox',
  table: 'a table',
  cell: 'a table cell',
  td: 'a table cell',
  iframe: 'a frame',
  form: 'a form',
  list: 'a list',
  ul: 'a list',
  ol: 'a list',
  navigation: 'the navigation',
  p: 'a paragraph',
  paragraph: 'a paragraph',
}

/** "Highlight", "Page comment", "Pin on an image", "Drawing". */
export function kindWords(kind: AnnotationKind, element?: ElementName): string {
  const { role = '', tag = '' } = element ?? {}
  const thing = Object.hasOwn(THINGS, role) ? THINGS[role] : Object.hasOwn(THINGS, tag) ? THINGS[tag] : undefined
  return thing === undefined ? KINDS[kind] : `${KINDS[kind]} on ${thing}`
}

/** The same inside a sentence: "pin on an image". */
export const kindInWords = (kind: AnnotationKind, element?: ElementName): string =>
  kindWords(kind, element).toLowerCase()

/** Said as what it is: the file's word, and whose import. */
export const importedWords = (importer: string, from: string): string =>
  from === ''
    ? `Imported by ${importer}; the file names no author.`
    : `Imported by ${importer}. Written by ${from}, as the file says.`

/** Why nothing of it is shown. */
export const hiddenWords = ({ by, muted }: HiddenView, author: string): string =>
  muted ? `Hidden: ${by} muted ${author}.` : `Hidden by ${by}, an admin.`
