import { cut } from '../../../shared/anchoring/element/evidence.ts'
import type { Keys, Traits } from '../../../shared/anchoring/element/tree.ts'

/** What pages' own tests and scripts call an element by; a form's names are as lasting. */
const HANDLES = ['data-testid', 'data-test-id', 'data-test', 'data-cy', 'data-qa', 'name']
const ROLES: Readonly<Record<string, string>> = {
  a: 'link',
  area: 'link',
  button: 'button',
  summary: 'button',
  img: 'img',
  input: 'textbox',
  textarea: 'textbox',
  select: 'combobox',
  table: 'table',
  nav: 'navigation',
  main: 'main',
  form: 'form',
  li: 'listitem',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  h5: 'heading',
  h6: 'heading',
}
/** Elements that are called by the text in them. */
const BY_TEXT = /^(button|link|heading|listitem|tab|menuitem|option|checkbox|switch)$/
const TAIL = 2

const said = (text: string | null | undefined): string | undefined =>
  (text && cut(text.replace(/\s+/g, ' ').trim().toWellFormed())) || undefined

const attribute = (element: Element, name: string): string | undefined => said(element.getAttribute(name))

/** The last segments of the address of what it shows or leads to. A picture given as its own bytes is known by their end. */
function sourceOf(element: Element): string | undefined {
  const address = element.getAttribute('src') ?? element.getAttribute('data') ?? element.getAttribute('href')
  if (!address || element.localName === 'script') return undefined
  if (/^(data|blob|javascript):/i.test(address)) return said(address.slice(-24))
  const path = address.split(/[?#]/, 1)[0] ?? ''
  return said(path.split('/').filter(Boolean).slice(-TAIL).join('/'))
}

export function keysOf(element: Element): Keys {
  const tag = cut(element.localName.toLowerCase())
  if (!element.hasAttributes()) return { tag }
  const handle = HANDLES.find((name) => element.hasAttribute(name))
  return given({
    tag,
    id: attribute(element, 'id'),
    handle: handle && attribute(element, handle),
    source: sourceOf(element),
  })
}

/** @param words its text as the page's text has it */
export function traitsOf(element: Element, words: string): Traits {
  const keys = keysOf(element)
  const role = attribute(element, 'role')?.split(' ', 1)[0]?.toLowerCase() ?? ROLES[keys.tag]
  return given({ ...keys, role, name: nameOf(element) ?? (BY_TEXT.test(role ?? '') ? said(words) : undefined) })
}

/** The accessible name as far as attributes and labels give it; the common part of https://www.w3.org/TR/accname-1.2/. */
function nameOf(element: Element): string | undefined {
  const root = element.getRootNode()
  const labels = attribute(element, 'aria-labelledby')
    ?.split(' ')
    .slice(0, 4)
    .map((id) => (root instanceof Document || root instanceof ShadowRoot ? root.getElementById(id)?.textContent : ''))
    .join(' ')
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels?.[0] : null
  return (
    said(labels) ??
    attribute(element, 'aria-label') ??
    attribute(element, 'alt') ??
    said(label?.textContent) ??
    (element.localName === 'svg' ? said(element.querySelector('title')?.textContent) : undefined) ??
    attribute(element, 'placeholder') ??
    attribute(element, 'title')
  )
}

/** Without what is undefined. */
function given<Given extends { readonly tag: string }>(
  all: {
    readonly [key in keyof Given]: Given[key] | undefined
  },
): Given {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given
}
