/** Where the tiles and the shared screens stand in the room there is: pure geometry, CSS pixels throughout. */

export interface Room {
  readonly width: number
  readonly height: number
}

/** `strip`: one row of avatars. `tiles`: avatars as cards. `grid`: pictures. `stage`: small tiles beside a shared screen. */
export type Look = 'strip' | 'tiles' | 'grid' | 'stage'

export interface Arrangement {
  readonly look: Look
  readonly columns: number
  /** Of each tile. */
  readonly width: number
  readonly height: number
}

export const GAP = 10
/** Below so little height there is no room for more than one row of avatars. */
const STRIP_HEIGHT = 124
const STRIP_TILE = { width: 76, most: 96, least: 38 }
const LEAST = { width: 92, height: 84 }
/** How tall and how wide a tile may be for its other side: faces want more width, avatars stand in near squares. */
const ASPECT = { grid: { least: 1.15, most: 1.85 }, tiles: { least: 0.9, most: 1.4 } }
/** A card with nothing but an avatar does not get better by being huge. */
const LARGEST_CARD = { width: 260, height: 230 }

/** Tiles as large as they can be in `room`, all alike, for `count` people. `pictures`: somebody's camera is seen. */
export function arrange(count: number, room: Room, pictures: boolean): Arrangement {
  if (room.height < STRIP_HEIGHT) {
    // The ring around who speaks needs some of it.
    const height = Math.max(STRIP_TILE.least, Math.min(STRIP_TILE.most, Math.floor(room.height) - 10))
    return { look: 'strip', columns: Math.max(1, count), width: Math.min(STRIP_TILE.width, height + 8), height }
  }
  const look = pictures ? 'grid' : 'tiles'
  let best = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const tile = tileFor(columns, Math.ceil(Math.max(1, count) / columns), room, look)
    const more = (tile.width * tile.height) / Math.max(1, best.width * best.height)
    // Equally large either way: the shape that is nearer to the room's own.
    const nearer =
      more > 0.999 && strangeness(columns, tile, count, room) < strangeness(best.columns, best, count, room)
    if (more > 1.001 || nearer) best = { columns, ...tile }
  }
  if (best.width >= LEAST.width && best.height >= LEAST.height) return { look, ...best }
  const columns = Math.max(1, Math.floor((room.width + GAP) / (LEAST.width + GAP)))
  return { look, columns, width: Math.max(60, Math.floor((room.width - GAP * (columns - 1)) / columns)), height: 100 }
}

/** How far the whole of the tiles is from the room's shape, and how ragged its last row: 0 is the same and full. */
function strangeness(columns: number, tile: Room, count: number, room: Room): number {
  const rows = Math.ceil(Math.max(1, count) / columns)
  const shape = Math.abs(Math.log((columns * tile.width * room.height) / (rows * tile.height * room.width)))
  return shape + 0.5 * (columns * rows - count)
}

function tileFor(columns: number, rows: number, room: Room, look: 'tiles' | 'grid'): Room {
  const cell = {
    width: (room.width - GAP * (columns - 1)) / columns,
    height: (room.height - GAP * (rows - 1)) / rows,
  }
  if (cell.width <= 0 || cell.height <= 0) return { width: 0, height: 0 }
  const most = look === 'tiles' ? LARGEST_CARD : { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY }
  const height = Math.min(cell.height, cell.width / ASPECT[look].least, most.height)
  const width = Math.min(cell.width, height * ASPECT[look].most, most.width)
  return { width: Math.floor(width), height: Math.floor(height) }
}

/** Alone, the one tile leaves room for who is being rung: beside it in a low, wide window, else under it. */
export function aloneRoom(room: Room, rung: number): Room & { readonly side: 'right' | 'below' } {
  if (room.height < 400 && room.width >= 520) return { side: 'right', width: room.width / 2 - GAP, height: room.height }
  return {
    side: 'below',
    width: room.width,
    height: Math.max(STRIP_HEIGHT, room.height - 150 - Math.min(6, rung) * 34),
  }
}

/** With a shared screen: the people stand beside it where the window is wide, under it where it is tall, nowhere where it is tiny. */
export function besideScreen(
  room: Room,
  count: number,
): { readonly side: 'right' | 'below' | 'none'; readonly tile: Room } {
  if (room.height < 130 || room.width < 200) return { side: 'none', tile: { width: 0, height: 0 } }
  if (room.width >= 620 && room.width / room.height > 1.15) {
    const width = Math.round(Math.min(190, Math.max(132, room.width * 0.17)))
    const even = Math.floor((room.height - 8 * (count - 1)) / Math.max(1, count))
    return { side: 'right', tile: { width, height: Math.min(Math.round(width * 0.72), Math.max(LEAST.height, even)) } }
  }
  const height = room.height < 300 ? 66 : 84
  const even = Math.floor((room.width - 8 * (count - 1)) / Math.max(1, count))
  return { side: 'below', tile: { width: Math.min(Math.round(height * 1.5), Math.max(72, even)), height } }
}

/** Where a picture shown whole (`object-fit: contain`) stands inside its element. */
export function pictureBox(element: Room, picture: Room): Room & { readonly left: number; readonly top: number } {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, ...element }
  const scale = Math.min(element.width / picture.width, element.height / picture.height)
  const width = picture.width * scale
  const height = picture.height * scale
  return { left: (element.width - width) / 2, top: (element.height - height) / 2, width, height }
}

/** A place in the element as shares of the picture, 0 to 1; undefined outside it. */
export function onPicture(
  at: { readonly x: number; readonly y: number },
  element: Room,
  picture: Room,
): { readonly x: number; readonly y: number } | undefined {
  const box = pictureBox(element, picture)
  const x = (at.x - box.left) / box.width
  const y = (at.y - box.top) / box.height
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : undefined
}
