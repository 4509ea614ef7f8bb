import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { ELEMENTS } from './overlay/elements/registry.ts'
import { furnishElements } from './overlay/elements/side.ts'

/** The overlay's second script: pins and drawings, for pages that have some and people who take up a tool. */
// An arrow with a body of its own: WXT reads this file in Node and leaves out what only such a body uses.
export default defineUnlistedScript(() => {
  Object.assign(globalThis, { [ELEMENTS]: furnishElements })
})
