/**
 * The welcome page is an article to practise on. Its own address means something on one computer only, so in documents it goes by this
 * one (`.invalid` never leads anywhere, RFC 6761), the same for everybody: people of a space can practise together.
 */
export const PRACTICE_ADDRESS = 'https://practice.huddlemark.invalid/welcome'
export const PRACTICE_ORIGIN = 'https://practice.huddlemark.invalid'

/** @param url address of one of our own pages */
export const isPracticePage = (url: string): boolean =>
  /^(?:chrome|moz)-extension:\/\/[^/]+\/welcome\.html(?:[?#]|$)/.test(url)
