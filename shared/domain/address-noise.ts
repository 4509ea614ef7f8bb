/**
 * Parts of a query that never say which page is meant (PA9-PA11). Frozen with the v1 rules: whatever is not listed here stays. Families are
 * written out name by name where a site might begin a name of its own the same way (`pk_id`, a primary key; `hsa_plan`, a savings account).
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** PA9: whole names, lower case. */
const TRACKERS: ReadonlySet<string> = new Set(
  words(`
    gclid gclsrc dclid gbraid wbraid srsltid gad_source gad_campaignid _ga _gl
    fbclid fb_action_ids fb_action_types mibextid igsh igshid twclid ttclid li_fat_id epik rdt_cid sccid
    msclkid yclid ymclid ysclid _openstat irclickid irgwc cjevent rb_clickid wickedid s_cid
    mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking
    hsa_acc hsa_cam hsa_grp hsa_ad hsa_src hsa_tgt hsa_kw hsa_mt hsa_net hsa_ver hsa_la hsa_ol
    pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_vid
    vero_id vero_conv oly_anon_id oly_enc_id __s _kx _bhlid ck_subscriber_id ml_subscriber ml_subscriber_hash
    elqtrackid elqtrack elqaid elqat elqcampaignid sfmc_id sfmc_sub dm_i
    _branch_match_id _branch_referrer guccounter guce_referrer guce_referrer_sig ref_src
    __cf_chl_tk __cf_chl_rt_tk __cf_chl_f_tk
    at_medium at_campaign at_campaign_type at_format at_link_id at_link_type at_link_origin at_ptr_name at_bbc_team xtor
  `),
)
const FAMILIES: readonly string[] = ['utm_', 'mtm_', 'matomo_', 'piwik_']
/** UTM is a grid of coordinates, too: maps say their place like this. */
const COORDINATES: ReadonlySet<string> = new Set(
  words('utm_zone utm_band utm_hemisphere utm_x utm_y utm_e utm_n utm_easting utm_northing'),
)

/** PA10: names that hold a visitor's session and nothing else. */
const SESSIONS: ReadonlySet<string> = new Set(words('phpsessid jsessionid cftoken oscsid zenid xtcsid'))
const isSession = (name: string, value: string): boolean =>
  SESSIONS.has(name) ||
  name.startsWith('aspsessionid') ||
  // Forums call it `sid` or `s`, as others call a story: only a session's value tells.
  ((name === 'sid' || name === 's') && /^[0-9a-f]{32}$/i.test(value))

interface OwnNames {
  /** One that begins with a dot stands for all hosts under it. */
  readonly hosts: readonly string[]
  readonly trackers: ReadonlySet<string>
  /** Where in the page, or in its film, a visitor begins: kept in a link, as a fragment would be. */
  readonly places: ReadonlySet<string>
}
const own = (hosts: string, trackers: string, places = ''): OwnNames => ({
  hosts: words(hosts),
  trackers: new Set(words(trackers)),
  places: new Set(words(places)),
})
/** PA11: what the share buttons and links of these sites add, and which of somebody's accounts they opened it with. */
const SHARED: readonly OwnNames[] = [
  own('youtube.com www.youtube.com m.youtube.com music.youtube.com', 'si feature pp ab_channel', 't'),
  own('x.com www.x.com mobile.x.com twitter.com www.twitter.com mobile.twitter.com', 's t'),
  own('open.spotify.com', 'si'),
  own('docs.google.com drive.google.com', 'usp ouid rtpof sd pli authuser'),
  own('notion.so www.notion.so .notion.site', 'pvs'),
  own('reddit.com www.reddit.com old.reddit.com', 'share_id rdt'),
  own('stackoverflow.com superuser.com serverfault.com askubuntu.com .stackexchange.com', 'lq rq noredirect'),
  own('.wikipedia.org', 'wprov'),
]
const isOf = (host: string, { hosts }: OwnNames): boolean =>
  hosts.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one))

/** `visitor`: who came, and from where; not to be passed on. `place`: where in the page. Undefined: it says which page is meant. */
export type Noise = 'visitor' | 'place' | undefined

/** @param host as in the page's address @param name and @param value as PA7 spells them */
export function noiseOf(host: string, name: string, value: string): Noise {
  const lower = name.toLowerCase()
  if (TRACKERS.has(lower) || isSession(lower, value)) return 'visitor'
  if (FAMILIES.some((family) => lower.startsWith(family)) && !COORDINATES.has(lower)) return 'visitor'
  const site = SHARED.find((one) => isOf(host, one))
  if (site?.trackers.has(lower)) return 'visitor'
  return site?.places.has(lower) ? 'place' : undefined
}
