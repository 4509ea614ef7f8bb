import * as v from 'valibot'
import { type IceServer, parseHello } from '../shared/protocol/hello.ts'
import type { TurnConfig } from './access/turn.ts'
import type { Stores } from './http/join.ts'

export interface Settings {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Folder for the database and the secret. */
  readonly data: string
  readonly ice: readonly IceServer[]
  readonly turn?: TurnConfig
  readonly stores: Stores
  /** How many proxies of the operator's own stand in front and append to X-Forwarded-For. */
  readonly proxies: number
  /** The data folder was restored from a backup since the last start: begin a new incarnation. */
  readonly restored: boolean
}

export class BadSetting extends Error {
  override name = 'BadSetting'
}

const PREFIX = 'HUDDLEMARK_'
type Environment = Readonly<Record<string, string | undefined>>

/** Reads the relay's settings from environment variables. @throws BadSetting that names the variable and says what it should be */
export function readSettings(environment: Environment): Settings {
  const text = (name: string): string | undefined => environment[PREFIX + name]?.trim() || undefined
  const chrome = address('STORE_CHROME', text('STORE_CHROME'))
  const turn = turnServer(text)
  const firefox = address('STORE_FIREFOX', text('STORE_FIREFOX'))
  return {
    host: text('HOST') ?? '127.0.0.1',
    port: whole('PORT', text('PORT') ?? '8787', 65_535),
    data: text('DATA') ?? './.data/relay',
    ice: ice(text('ICE')),
    ...(turn === undefined ? {} : { turn }),
    stores: { ...(chrome === undefined ? {} : { chrome }), ...(firefox === undefined ? {} : { firefox }) },
    proxies: whole('PROXIES', text('PROXIES') ?? '0', 8),
    restored: whole('RESTORED', text('RESTORED') ?? '0', 1) === 1,
  }
}

function whole(name: string, text: string, most: number): number {
  const parsed = v.safeParse(v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.maxValue(most)), text)
  if (!parsed.success)
    throw new BadSetting(`${PREFIX}${name} should be a whole number from 0 to ${most}, not "${text}"`)
  return parsed.output
}

/** One that clients could not use is refused here, where its operator can read why. */
function turnServer(text: (name: string) => string | undefined): TurnConfig | undefined {
  const urls = text('TURN_URLS')?.split(/[\s,]+/) ?? []
  const secret = text('TURN_SECRET')
  const seconds = whole('TURN_TTL', text('TURN_TTL') ?? '43200', 604_800)
  if (urls.length === 0 && secret === undefined) return undefined
  const wrong = urls.find((url) => !/^turns?:[^\s/?#@]+(\?transport=(udp|tcp))?$/.test(url))
  if (urls.length === 0 || urls.length > 8 || wrong !== undefined)
    throw new BadSetting(
      `${PREFIX}TURN_URLS should be up to 8 addresses like turn:turn.example.org:3478, with commas between, not "${wrong ?? urls.join()}"`,
    )
  if (secret === undefined || secret.length < 16)
    throw new BadSetting(`${PREFIX}TURN_SECRET should be the TURN server's static-auth-secret, at least 16 characters`)
  if (seconds < 600) throw new BadSetting(`${PREFIX}TURN_TTL should be at least 600 seconds, not "${seconds}"`)
  return { urls, secret, lifeMs: seconds * 1_000 }
}

function address(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new BadSetting(`${PREFIX}${name} should be an https address, not "${text}"`)
  return text
}

/** A list as RTCPeerConnection takes it. What clients would refuse is refused here, where its operator can read why. */
function ice(text: string | undefined): readonly IceServer[] {
  if (text === undefined) return []
  const parsed = parseHello(`{"huddlemark":1,"incarnation":"","ice":${text}}`)
  if (!parsed.ok)
    throw new BadSetting(`${PREFIX}ICE should be a list like [{"urls":"stun:stun.example.org"}], in JSON; not ${text}`)
  return parsed.value.ice
}
