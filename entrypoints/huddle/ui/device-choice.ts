import type { DeviceChoice } from '../model.ts'

/** What would be used when nothing was chosen, or what was is gone: the system's default where it has a name, else the first. */
export function chosenOf(of: readonly DeviceChoice[], value: string): string {
  const has = (id: string) => of.some((one) => one.id === id)
  return has(value) ? value : has('default') ? 'default' : (of[0]?.id ?? '')
}

/** Where the browser names no default among its speakers, leaving it to the system is a choice as well. */
export const withDefault = (of: readonly DeviceChoice[]): readonly DeviceChoice[] =>
  of.some(({ id }) => id === 'default' || id === '') ? of : [{ id: '', label: 'Default' }, ...of]
