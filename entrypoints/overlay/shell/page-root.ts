/**
 * A page can hide properties of its document behind elements of the same name (`<form name="body">`), for us too. The accessors of our own
 * world's prototype cannot be hidden.
 * @see https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem
 */
function read(name: 'documentElement' | 'head' | 'body' | 'fullscreenElement'): Element | undefined {
  const own = Object.getOwnPropertyDescriptor(Document.prototype, name)?.get
  const value: unknown = own ? own.call(document) : document[name]
  return value instanceof Element ? value : undefined
}

export const rootElement = (): Element | undefined => read('documentElement')
export const headElement = (): Element | undefined => read('head')
export const bodyElement = (): Element | undefined => read('body')
export const fullscreenElement = (): Element | undefined => read('fullscreenElement')

/** What can be seen of the document, scroll bars excluded. */
export const viewSize = (): { readonly width: number; readonly height: number } => ({
  width: rootElement()?.clientWidth ?? innerWidth,
  height: innerHeight,
})

/** False where nothing of ours could be seen: Firefox draws no HTML in an SVG document, other browsers do. */
export const drawsHtml = (): boolean => !(rootElement() instanceof SVGElement && CSS.supports('-moz-orient', 'inline'))
