import { isPdfAddress } from '../../shared/domain/pdf-address.ts'

/** Which browser this is: their own pages, stores and viewers differ. */
export type BrowserKind = 'chrome' | 'firefox'

const STORES: readonly RegExp[] = [
  /^https:\/\/chromewebstore\.google\.com\//,
  /^https:\/\/chrome\.google\.com\/webstore(?:[/?#]|$)/,
  /^https:\/\/microsoftedge\.microsoft\.com\/addons(?:[/?#]|$)/,
  /^https:\/\/addons\.mozilla\.org\//,
]
const BROWSERS_OWN =
  /^(?:chrome|chrome-search|chrome-error|edge|brave|opera|vivaldi|devtools|about|view-source|resource):/i

const ELSEWHERE = 'To mark something, open a web page (http or https) and click the Huddlemark button there.'
const STILL = 'Your spaces, invites and calls work from here.'

/**
 * Why Huddlemark cannot be in this tab, and what still works, for people.
 * @param address empty when the browser keeps it from us: it does so with its own pages and its store
 */
export function keptOutWords(address: string, browser: BrowserKind): string {
  if (address === '')
    return `The browser keeps this page to itself: it is one of its own, or of its store. ${STILL} ${ELSEWHERE}`
  if (BROWSERS_OWN.test(address))
    return `This is one of the browser’s own pages; it lets no extension in. ${STILL} ${ELSEWHERE}`
  if (STORES.some((store) => store.test(address)))
    return `The browser lets no extension into its store. ${STILL} ${ELSEWHERE}`
  if (/^[a-z]+-extension:/i.test(address))
    return `This page belongs to an extension; others are not let in. ${STILL} ${ELSEWHERE}`
  if (/^file:/i.test(address))
    return `This is a file on your computer. Nobody else could open its address, so it cannot be annotated. ${STILL}`
  if (!/^https?:/i.test(address))
    return `This page has no web address of its own, so it cannot be annotated. ${ELSEWHERE}`
  if (browser === 'firefox')
    return isPdfAddress(address)
      ? `Firefox’s PDF viewer lets no extension in: here a PDF can be neither marked nor commented on. In Chrome it can be commented on. ${STILL}`
      : `Firefox lets no extension into this page. It does so with PDFs and some of Mozilla’s own sites. ${STILL}`
  return `Your browser lets no extension into this page. ${STILL}`
}

/** What to know of a page that Huddlemark is on; undefined when there is nothing. Firefox lets nobody into its PDFs. */
export const limitWords = (address: string): string | undefined =>
  isPdfAddress(address)
    ? 'The words in a PDF cannot be reached. Comment on it as a whole, or set a pin: it keeps its place in the window, not in the document.'
    : undefined
