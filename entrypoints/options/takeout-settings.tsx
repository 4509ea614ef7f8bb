import { useId, useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import type { HomePort } from '../../shared/ui/port.ts'
import { Takeout } from '../../shared/ui/takeout.tsx'

/** A whole space as a file, and files into it. */
export function TakeoutSettings({ port, view }: { port: HomePort; view: HomeView }) {
  const id = useId()
  const joined = view.spaces.filter(({ pending }) => pending === undefined)
  const [chosen, choose] = useState(view.active)
  const space = joined.find((one) => one.id === chosen) ?? joined[0]
  if (!space) return null
  return (
    <section aria-labelledby="takeout">
      <h2 id="takeout">Export and import</h2>
      <div class="field">
        <label for={id}>Space</label>
        <select
          id={id}
          class="choice"
          value={space.id}
          onChange={(event) => {
            const next = joined.find((one) => one.id === event.currentTarget.value)
            if (event.isTrusted && next) choose(next.id)
          }}
        >
          {joined.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
      <Takeout ask={(ask) => port.ask(ask)} space={space} page={false} />
    </section>
  )
}
