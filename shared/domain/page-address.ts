import { fail, type Result } from '../kit/result.ts'

export interface PageAddress {
  /** The page's name for its document: stable over ways of writing the same address. */
  readonly address: string
  /** `https://host[:port]`, of the same page. */
  readonly origin: string
}

/** Reads an address as the browser gives it. The failure is in words for people. */
export function pageAddress(_url: string): Result<PageAddress, string> {
  return fail('being written')
}
