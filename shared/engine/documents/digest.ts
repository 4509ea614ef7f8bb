import { toHex, utf8 } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import { breathe } from './breathe.ts'
import { ROOTS } from './content.ts'
import type { DocumentState } from './state.ts'

/** Keys read in one go. */
const SLICE = 500
const eightBytes = async (text: string): Promise<string> => toHex(await recordHash(utf8(text))).slice(0, 16)

/** Which envelopes make the content up: equal for two devices that know the same ones. 8 bytes as hex. */
export const headsDigest = (state: DocumentState): Promise<string> =>
  eightBytes(
    state.leases
      .heads()
      .map(({ device, nonce, counter }) => `${device}.${nonce}.${counter}`)
      .sort()
      .join(),
  )

/**
 * CK8: what the content is, by values and their writers. Loro's own versions do not tell: two documents may differ for ever with
 * equal ones. 8 bytes as hex, or undefined when the document changed meanwhile.
 */
export async function contentDigest(state: DocumentState, unchanged: () => boolean): Promise<string | undefined> {
  const lines: string[] = []
  for (const root of ROOTS) {
    const keys = [...state.content.keys(root)].sort()
    for (const [i, key] of keys.entries()) {
      if (i % SLICE === 0) await breathe()
      if (!unchanged()) return undefined
      const { value, peer } = state.content.read(root, key)
      lines.push(`${root} ${JSON.stringify(key)} ${peer} ${JSON.stringify(inOrder(value))}`)
    }
  }
  return eightBytes(lines.join('\n'))
}

/** Loro does not keep the order of an object's keys. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]))
}
