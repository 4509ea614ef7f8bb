import { type ElementSelector, MAX_LABEL, MAX_PATH, type StructureSelector } from '../selector.ts'
import { type Fields, isFields, offsetOf, textOf } from './fields.ts'
import { term } from './terms.ts'

/** Evidence that the standard has no selector for goes into terms of ours, each field under its own (WA3, WA6). */

const ELEMENT: Readonly<Record<Exclude<keyof ElementSelector, 'type'>, 'text' | 'offset' | 'path'>> = {
  tag: 'text',
  id: 'text',
  handle: 'text',
  role: 'text',
  name: 'text',
  source: 'text',
  text: 'text',
  before: 'text',
  after: 'text',
  around: 'text',
  alike: 'offset',
  path: 'path',
  at: 'offset',
  width: 'offset',
  height: 'offset',
}
const NEEDED = ['tag', 'path', 'at', 'width', 'height'] as const

/** The fields of a value, each under our own prefix: `id` or `name` alone would mean something else in the standard's context. */
const prefixed = (fields: object): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== 'type')
      .map(([name, value]) => [term(name), value]),
  )

export const elementTerm = (element: ElementSelector): Fields => prefixed(element)
export const structureTerm = (structure: StructureSelector): Fields => prefixed(structure)

const labels = (value: unknown, max: number): string[] | undefined => {
  if (!Array.isArray(value) || value.length > max) return undefined
  const texts = value.flatMap((one) => textOf(one, MAX_LABEL) ?? [])
  return texts.length === value.length ? texts : undefined
}

/** What `elementTerm` wrote; undefined when it is not whole or out of bounds. */
export function readElement(value: unknown): ElementSelector | undefined {
  if (!isFields(value)) return undefined
  const READ = {
    text: (one: unknown) => textOf(one, MAX_LABEL),
    offset: offsetOf,
    path: (one: unknown) => labels(one, MAX_PATH),
  }
  const read = Object.entries(ELEMENT).flatMap(([name, kind]) => {
    const field = READ[kind](value[term(name)])
    return field === undefined ? [] : [[name, field] as const]
  })
  const whole = NEEDED.every((name) => read.some(([found]) => found === name))
  // The table above has every field of the selector, each of its own type.
  return whole ? ({ type: 'ElementSelector', ...Object.fromEntries(read) } as ElementSelector) : undefined
}

/** What `structureTerm` wrote; undefined when it is not whole or out of bounds. */
export function readStructure(value: unknown): StructureSelector | undefined {
  if (!isFields(value)) return undefined
  const headings = labels(value[term('headings')], 3)
  if (!headings) return undefined
  const [row, column] = [textOf(value[term('row')], MAX_LABEL), textOf(value[term('column')], MAX_LABEL)]
  return {
    type: 'StructureSelector',
    headings,
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
  }
}

const SHADOW = '#shadow'
const MAX_CSS = 4_096

/** The element as CSS, as far as CSS reaches: at an open shadow root it stops at the host. */
export function cssOf({ path }: ElementSelector): string {
  const end = path.indexOf(SHADOW)
  const steps = (end < 0 ? path : path.slice(0, end)).map((step) => {
    const [, tag = '', n = '1'] = /^(.*?)(?::(\d+))?$/s.exec(step) ?? []
    return `${tag.replace(/[^a-zA-Z0-9_-]/g, (char) => `\\${char.codePointAt(0)?.toString(16)} `)}:nth-of-type(${n})`
  })
  return ['body', ...steps].join(' > ')
}

/** An element of which a file says nothing but where it is, in CSS of the simple kind that `cssOf` writes. */
export function elementAt(css: string): ElementSelector | undefined {
  if (css.length > MAX_CSS) return undefined
  const [first, ...steps] = css.split('>').map((step) => step.trim())
  if (first !== 'body' || steps.length === 0 || steps.length > MAX_PATH) return undefined
  const path = steps.map((step) => {
    const found = /^([a-z][a-z0-9-]{0,60})(?::nth-of-type\((\d{1,6})\))?$/.exec(step)
    return found ? `${found[1]}:${found[2] ?? '1'}` : ''
  })
  const last = path.at(-1)
  if (path.includes('') || last === undefined) return undefined
  return { type: 'ElementSelector', tag: last.slice(0, last.indexOf(':')), path, at: 0, width: 0, height: 0 }
}
