import { utf8 } from '../../shared/kit/bytes.ts'
import type { Route } from './handle.ts'
import { JOIN_STYLE } from './join-style.ts'

/** Where the extension is offered; whatever is missing is not shown. */
export interface Stores {
  readonly chrome?: string
  readonly firefox?: string
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const button = (address: string | undefined, words: string): string =>
  address === undefined ? '' : `<a class="button" rel="noreferrer" href="${escaped(address)}">${words}</a>`

function whereToGet({ chrome, firefox }: Stores): string {
  const buttons = button(chrome, 'Add to Chrome') + button(firefox, 'Add to Firefox')
  return buttons === ''
    ? '<p>Ask who invited you where to get it: this relay does not say.</p>'
    : `<p>It asks for no website when it is installed.</p><div class="get">${buttons}</div>`
}

const page = (stores: Stores): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>You are invited – Huddlemark</title>
<style>${JOIN_STYLE}</style>
</head>
<body>
<header><p class="name">Huddlemark</p></header>
<main>
<h1>You are invited to <mark>read together</mark></h1>
<p class="lead">Huddlemark lets a group highlight and discuss any web page, and see each other while they do.
It is an extension of your browser. There is no account.</p>
<ol>
<li><strong>Get the extension</strong>${whereToGet(stores)}</li>
<li><strong>Come back to this page and click Huddlemark in the toolbar</strong>
<p>It reads the invite from this page’s address and shows you the space, and who invites you, before you join.
In some browsers the button hides behind the puzzle piece.</p></li>
<li><strong>Or paste the code</strong>
<p>Copy this page’s address, or the code that you were sent, into “Invite link or code” in Huddlemark’s window.</p></li>
</ol>
<section aria-labelledby="may">
<h2 id="may">What the extension may do</h2>
<dl>
<dt>See a page only where you switch it on</dt>
<dd>A click on its button shows it on that page. You can allow a site, or all sites, so that it is there by itself.</dd>
<dt>Send only what you mark and write</dt>
<dd>Page text leaves your computer when you mark it, not before, and your cursor is shown only to people of your space on the same page.</dd>
<dt>Lock it for your group</dt>
<dd>Everything is encrypted on your computer for the people of your space. This relay passes it on and keeps it for those who are away; it cannot read it.</dd>
</dl>
</section>
</main>
<footer>The key to the space is the part of this page’s address after the # sign. Browsers do not send that part to any server, and
this page runs no script that could read it. Whoever has the whole address can join: share it as you would a key. If you do not trust
who runs this relay, use the code instead of the link.</footer>
</body>
</html>
`

async function policy(): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(JOIN_STYLE)))
  const style = `'sha256-${btoa(String.fromCharCode(...hash))}'`
  return `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

/**
 * The page that an invite link opens. It runs no script, and its policy allows none: the fragment with the key is out of reach of
 * everything on it. It is also not framed, cached with others' headers, or named to the stores that it links to.
 */
export function joinRoute(stores: Stores): Route {
  const html = page(stores)
  const csp = policy()
  return {
    method: 'GET',
    path: '/join',
    name: 'join',
    answer: async () =>
      new Response(html, {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': await csp,
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'cross-origin-opener-policy': 'same-origin',
          'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
          'cache-control': 'no-cache',
        },
      }),
  }
}
