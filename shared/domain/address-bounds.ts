/** Longest address, and link, of a page, UTF-16 units (PA1). */
export const MAX_ADDRESS = 4_096
/** Longest address that is read: fragments that hold a whole document's text are dropped, and must not keep its page from being one. */
export const MAX_GIVEN = 65_536
