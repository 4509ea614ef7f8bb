/** The invite in a tab's address (a relay's join page), if it is one. The engine judges whether it is whole. */
export function inviteIn(address: string): string | undefined {
  const url = URL.parse(address)
  if (url === null || !isWeb(address)) return undefined
  return /\/join\/?$/.test(url.pathname) && url.hash.length > 1 ? address : undefined
}

/** Addresses come from other people: only http and https are ever opened. */
export const isWeb = (address: string): boolean => /^https?:\/\//i.test(address)

/** `example.org`, for people. */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? address

/** The match pattern of a site, all its ports included: Firefox knows no ports in patterns. */
export function sitePattern(address: string): string | undefined {
  const url = URL.parse(address)
  return url !== null && isWeb(address) ? `${url.protocol}//${url.hostname}/*` : undefined
}
