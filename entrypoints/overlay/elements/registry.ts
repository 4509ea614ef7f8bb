/**
 * Where the second script leaves what it brings: on the global object of the extension's own world, which no page can reach. Whoever asks
 * for it has it injected first, so that what an older version left there is never used.
 */
export const ELEMENTS = Symbol.for('huddlemark.elements')
