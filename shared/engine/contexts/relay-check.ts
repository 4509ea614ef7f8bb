import { fromUtf8 } from '../../kit/bytes.ts'
import { parseHello } from '../../protocol/hello.ts'
import type { EnginePorts } from '../ports.ts'
import { relayAddress } from './relay-address.ts'
import { Refusal } from './words.ts'

const CHECK_MS = 10_000
const NOT_A_RELAY = 'Something answers at this address, but it is not a Huddlemark relay.'

/** Asks whether a Huddlemark relay answers. @returns the address as it is to be kept. @throws Refusal or RelayFailure with the reason in words */
export async function checkRelay(
  { clock, relay }: Pick<EnginePorts, 'clock' | 'relay'>,
  text: string,
): Promise<string> {
  const address = relayAddress(text)
  if (!address.ok) throw new Refusal(address.error)
  const waiting = new AbortController()
  const cancel = clock.after(CHECK_MS, () => waiting.abort())
  try {
    const answer = await relay(address.value).request({ method: 'GET', path: '/v1/hello' }, waiting.signal)
    if (answer.status !== 200 || !isHello(answer.body)) throw new Refusal(NOT_A_RELAY)
    return address.value
  } catch (error) {
    if (waiting.signal.aborted) throw new Refusal('The relay did not answer in time.')
    throw error
  } finally {
    cancel()
  }
}

function isHello(body: Uint8Array): boolean {
  try {
    return parseHello(fromUtf8(body)).ok
  } catch {
    return false
  }
}
