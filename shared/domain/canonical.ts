import { type PageAddress, pageAddress } from './page-address.ts'

/** PC5: parameters that by their names say where a visitor came from, or how the page is wrapped. What is not here may say what is shown. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  `ref ref_ referrer referer source via share shared cmp cmpid trk trackingid spm smid amp outputtype
  crid sprefix qid dib dib_tag _encoding content-id linkcode ascsubtag`.split(/\s+/),
)
const LEFT_OUT_FAMILIES: readonly string[] = ['pd_rd_', 'pf_rd_']

/** PC3: the same document, served under another ending, in other case, or as AMP. */
const ENDINGS: readonly RegExp[] = [
  /\/ref=[^/]*$/,
  /\/(?:index|default)\.(?:html?|php|aspx?|jsp)$/,
  /\.amp(?:\.html?)?$|\/amp$/,
  /\.html?$/,
]

/**
 * The page that a site's canonical link names, where that may be believed (SPEC.md, PC); else the page as it is. Sites often get these links
 * wrong, and each mistake would put other people's marks on this page: so the site's word folds spellings of one page, and nothing more.
 *
 * @param page where the browser is
 * @param canonical the link's address as the page has it, resolved; anything may stand there
 */
export function canonicalAddress(page: PageAddress, canonical: string): PageAddress {
  const named = pageAddress(canonical)
  if (!named.ok || named.value.address === page.address) return page
  const [here, there] = [new URL(page.address), new URL(named.value.address)]
  const trusted =
    here.host === there.host && here.hash === '' && there.hash === '' && samePath(here, there) && sameAsked(here, there)
  return trusted ? { ...page, address: named.value.address } : page
}

function samePath({ pathname: here }: URL, { pathname: there }: URL): boolean {
  if (bare(here) === bare(there)) return true
  const [own, named] = [here.split('/'), there.split('/')]
  const differing = [...own.filter((part) => !named.includes(part)), ...named.filter((part) => !own.includes(part))]
  return idIn(here) !== undefined && idIn(here) === idIn(there) && !differing.some((part) => LANGUAGE.test(part))
}

function bare(path: string): string {
  const begun = path
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/^\/amp(?=\/)/, '')
  return ENDINGS.reduce((rest, ending) => rest.replace(ending, ''), begun) || '/'
}

const LANGUAGE = /^[a-z]{2}(?:[-_][a-z]{2,4})?$/i
/** PC4: a number of five digits and more, or eight capitals and digits and more, in the last segment. */
const IDS = /\d{5,}|(?<![A-Z0-9])(?=[A-Z]*\d)[A-Z0-9]{8,}(?![A-Z0-9])/g

/** The one id that a path ends with; undefined where there is none, or several. */
function idIn(path: string): string | undefined {
  const last =
    path
      .replace(/\/ref=[^/]*$/, '')
      .split('/')
      .at(-1) ?? ''
  const ids = last.match(IDS) ?? []
  return ids.length === 1 ? ids[0] : undefined
}

/** PC5: it asks nothing that the page does not ask, in whatever order, and leaves out nothing that might select what is shown. */
function sameAsked({ search: here }: URL, { search: there }: URL): boolean {
  const [own, named] = [pairsOf(here), pairsOf(there)]
  const left = [...own]
  for (const pair of named) {
    const at = left.indexOf(pair)
    if (at < 0) return false
    left.splice(at, 1)
  }
  return left.every((pair) => mayBeLeftOut(pair.split('=', 1)[0]?.toLowerCase() ?? ''))
}

const pairsOf = (search: string): readonly string[] =>
  search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
const mayBeLeftOut = (name: string): boolean =>
  LEFT_OUT.has(name) || LEFT_OUT_FAMILIES.some((family) => name.startsWith(family))
