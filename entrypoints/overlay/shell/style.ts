import tokens from '../../../shared/ui/tokens.css?inline'
import elements from '../elements/elements.css?inline'
import announce from '../features/announce/announce.css?inline'
import card from '../features/card/card.css?inline'
import cursors from '../features/cursors/cursors.css?inline'
import dock from '../features/dock/dock.css?inline'
import drawing from '../features/drawing/drawing.css?inline'
import huddle from '../features/huddle/huddle.css?inline'
import markers from '../features/markers/markers.css?inline'
import pins from '../features/pins/pins.css?inline'
import selection from '../features/selection/selection.css?inline'
import shell from './shell.css?inline'

/**
 * The root's one style sheet. The tokens stand on an element inside the root: on the host the page's own rules would win over them, since rules
 * of the outer tree do.
 */
export const css = [
  tokens.replaceAll(':root', '.hm'),
  shell,
  dock,
  huddle,
  selection,
  markers,
  elements,
  pins,
  drawing,
  cursors,
  card,
  announce,
].join('\n')
