/** Where this card stands: in the overlay on a visited page, inside our own side panel, or in a window of its own. */
export type CardPlace = 'page' | 'panel' | 'window'

export interface Frame {
  readonly hash: string
  /** The document is the top of its tab or window. */
  readonly top: boolean
  /** The document that frames it is the top one. */
  readonly parentIsTop: boolean
  readonly origin: string
  /** Origin of the document that frames it, where the browser tells. */
  readonly parentOrigin: string | undefined
}

/**
 * The ticket is what makes a card: only the engine hands it out, to our overlay or panel, and no page can read it there. A card without
 * one, or framed deeper than we frame it, shows nothing and asks nothing, so a page that frames this file gets a blank.
 */
export function placeOf(frame: Frame): { readonly ticket: string; readonly place: CardPlace } | undefined {
  const ticket = frame.hash.slice(1)
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(ticket)) return undefined
  if (frame.top) return { ticket, place: 'window' }
  if (frame.parentOrigin === frame.origin) return { ticket, place: 'panel' }
  return frame.parentIsTop ? { ticket, place: 'page' } : undefined
}

export function thisFrame(): Frame {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins
  return {
    hash: location.hash,
    top: window === window.top,
    parentIsTop: window.parent === window.top,
    origin: location.origin,
    parentOrigin: ancestors === undefined ? originOfParent() : ancestors[0],
  }
}

/** Without `ancestorOrigins`: a parent of our own origin can be read, any other throws. */
function originOfParent(): string | undefined {
  try {
    return window.parent.location.origin
  } catch {
    return undefined
  }
}
