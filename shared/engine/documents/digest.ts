import { toHex, utf8 } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import { breathe } from './breathe.ts'
import { ROOTS } from './content.ts'
import { inOrder } from './operations.ts'
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
