/**
 * This document is inside another one's frame: the overlay is a lighter thing here, without dock, calls and people, which the page around it has.
 * Pages cannot hide or replace `top`.
 */
export const framed: boolean = self !== top

/** Below this a card would hide all of the frame: it opens in a window of its own. CSS pixels. */
const ROOM_FOR_CARD = { width: 300, height: 340 }

/** False in a frame that is too small for a card. */
export const hasRoomForCard = (): boolean =>
  !framed || (innerWidth >= ROOM_FOR_CARD.width && innerHeight >= ROOM_FOR_CARD.height)
