import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { start } from './overlay/start.ts'

/**
 * Not a content script in WXT's sense: any page could invalidate one by forging an event. The background injects this one and the guard in
 * `start` makes it run once in a document.
 */
// An arrow with a body of its own: WXT reads this file in Node and leaves out what only such a body uses.
export default defineUnlistedScript(() => start())
