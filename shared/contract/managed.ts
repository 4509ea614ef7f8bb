/**
 * What an administrator sets for a browser (`storage.managed`). Policies are written by hand and come as they are: each value is read
 * for itself, and what cannot be read is left out and named, so that a slip in one does not undo the others.
 */
import * as v from 'valibot'

/** Longest relay address, and most sites: a policy file must not slow every page down. */
const MOST_ADDRESS = 2_048
const MOST_SITES = 500
const MOST_SITE = 300

export interface Managed {
  /** The one relay for new spaces. */
  readonly relay?: string
  /** Match patterns: by itself Huddlemark appears there, and nowhere else. */
  readonly sites?: readonly string[]
  readonly huddlesOff?: true
  /** Names of values that were not understood, to be told in the settings. */
  readonly ignored?: readonly string[]
}

export interface ReadManaged {
  readonly managed: Omit<Managed, 'ignored'>
  readonly ignored: readonly string[]
}

/** Browsers take these match patterns for web pages; what is typed without a scheme means both, what is typed without a path all of them. */
const PATTERN = /^(?:https?|\*):\/\/(?:\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)\/[^\s#?]*$/i

function patternOf(text: string): string {
  const typed = text.trim()
  const whole = /^[a-z*]+:\/\//i.test(typed) ? typed : `*://${typed}`
  return /^[a-z*]+:\/\/[^/]+$/i.test(whole) ? `${whole}/*` : whole
}

const site = v.pipe(v.string(), v.maxLength(MOST_SITE), v.transform(patternOf), v.regex(PATTERN))
const relay = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(MOST_ADDRESS),
  v.check((text) => /^https?:\/\//i.test(text) && URL.canParse(text) && new URL(text).username === ''),
  v.transform((text) => new URL(text)),
  v.transform(({ origin, pathname }) => origin + pathname.replace(/\/+$/, '')),
)
const values = { relay, sites: v.pipe(v.array(site), v.maxLength(MOST_SITES)), huddles: v.boolean() } as const

/** Never throws. An empty text or list sets nothing, as policy editors leave them. */
export function readManaged(raw: unknown): ReadManaged {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  const ignored: string[] = []
  const read = <Value>(name: keyof typeof values, schema: v.GenericSchema<unknown, Value>): Value | undefined => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return
    const parsed = v.safeParse(schema, value)
    if (parsed.success) return parsed.output
    ignored.push(name)
    return undefined
  }
  const [one, sites, huddles] = [read('relay', relay), read('sites', values.sites), read('huddles', values.huddles)]
  const managed = {
    ...(one === undefined ? {} : { relay: one }),
    ...(sites === undefined ? {} : { sites: [...new Set(sites)] }),
    ...(huddles === false ? { huddlesOff: true as const } : {}),
  }
  return { managed, ignored }
}

/** As it comes by a message: what was read before stays as it was. */
export const managedOf = ({ relay, sites, huddlesOff }: Managed): Record<string, unknown> => ({
  relay,
  sites,
  ...(huddlesOff ? { huddles: false } : {}),
})

/**
 * Where Huddlemark comes by itself (Z6): of an administrator's sites those that the browser has opened to us, without any all that were granted.
 * @param isOpen whether a match pattern is granted, alone or within a wider one
 */
export async function openSites(
  { sites }: Managed,
  granted: () => Promise<string[]>,
  isOpen: (site: string) => Promise<boolean>,
): Promise<string[]> {
  if (sites === undefined) return granted()
  const open = await Promise.all(sites.map(isOpen))
  return sites.filter((_, i) => open[i])
}
