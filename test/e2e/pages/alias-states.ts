import type { State } from './state.ts'
import { home } from './state.ts'

const HEADING = 'Two sites, one set of annotations'
const list = [
  { from: 'https://preview.example.org', to: 'https://example.org' },
  { from: 'https://staging.example.org/a-long-path/of-the-documentation', to: 'https://docs.example.org/manual' },
]
const options = (name: string, width: number, script: State['script']): State => ({
  name: `options-${name}`,
  page: 'options',
  width,
  height: 900,
  shows: HEADING,
  script,
})

/** Two sites that are one, in the settings. */
export const ALIAS_STATES: readonly State[] = [
  options('sites', 720, { view: home({ aliases: { list, mine: true } }) }),
  options('sites-narrow', 340, {
    view: home({
      aliases: {
        list: [...list, { from: 'https://one.example', to: 'https://two.example', circle: true }],
        mine: true,
      },
    }),
  }),
  options('sites-member', 720, { view: home({ aliases: { list, mine: false } }) }),
]
