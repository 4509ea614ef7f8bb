const XHTML = 'http://www.w3.org/1999/xhtml'

/** An HTML element, also in XML documents, where `createElement` makes something without style. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElementNS(XHTML, name) as HTMLElementTagNameMap[Name]
  if (className) made.className = className
  return made
}
