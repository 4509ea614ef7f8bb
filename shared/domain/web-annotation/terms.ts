/** The standard's context, and ours for what the standard has no term for (SPEC WA3). */
export const STANDARD_CONTEXT = 'http://www.w3.org/ns/anno.jsonld'
/** `.invalid` never leads anywhere (RFC 6761): the terms have names, no web page. */
const NAMESPACE = 'https://terms.huddlemark.invalid/'

export const term = <Name extends string>(name: Name) => `huddlemark:${name}` as const

/** Lists in these terms have an order, which JSON-LD keeps only where it is told. */
export const CONTEXT = [
  STANDARD_CONTEXT,
  {
    huddlemark: NAMESPACE,
    [term('path')]: { '@id': `${NAMESPACE}path`, '@container': '@list' },
    [term('headings')]: { '@id': `${NAMESPACE}headings`, '@container': '@list' },
  },
] as const

/** Names of annotations and comments of ours. */
export const iriOfKey = (key: string): string => `urn:huddlemark:${key}`
/** What `iriOfKey` was given; undefined for a name of others'. */
export const keyOfIri = (iri: string): string | undefined => /^urn:huddlemark:([0-9a-f.]+)$/.exec(iri)?.[1]
