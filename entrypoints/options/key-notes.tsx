/** Where the keyboard leads in a visited page (entrypoints/overlay/features/reach/keys.ts). */
const KEYS = [
  [
    ['Alt', 'Shift', 'M'],
    'To the selected words’ actions; without a selection to Huddlemark’s bar, and again to the first thread',
  ],
  [['Alt', 'Shift', 'N'], 'To the next annotation; then Alt Shift M and Enter open its thread'],
  [['Alt', 'Shift', 'P'], 'To the one before'],
  [['Alt', 'Shift', 'Z'], 'To undo what you did last on this page'],
  [['Alt', 'Shift', 'Y'], 'To do it again'],
  [['Alt', 'Shift', 'X'], 'To put a pin: Tab and arrows choose what it stands on, Enter puts it there'],
  [
    ['Alt', 'Shift', 'D'],
    'To draw, with the mouse, a finger or a pen; arrows choose an element, Enter draws a rectangle around it',
  ],
  [['Esc'], 'Back to where you were in the page'],
] as const

export function KeyNotes() {
  return (
    <section aria-labelledby="keys" class="notes">
      <h2 id="keys">Keys in a page</h2>
      <dl class="keys">
        {KEYS.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
