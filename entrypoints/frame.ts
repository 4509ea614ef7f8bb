import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { guardFrame } from './overlay/frame/guard.ts'

/**
 * Runs in every frame of a page that is open to us, so it is small: it only looks whether the overlay is worth its while there, and asks for it.
 */
// An arrow with a body of its own: WXT reads this file in Node and leaves out what only such a body uses.
export default defineUnlistedScript(() => guardFrame())
