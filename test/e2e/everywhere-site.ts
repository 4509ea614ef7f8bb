/** Every kind of page that a tab can show over http, small: what test/e2e/everywhere.test.ts opens. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Served {
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

const XHTML = 'http://www.w3.org/1999/xhtml'
const RIVER = '<h1>On rivers</h1><p>Water does not plan its way to the sea, and yet it arrives.</p>'
const html = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><title>A page</title>${head}</head><body>${body}</body></html>`

/** One page of 200 by 100 points with a line of text on it; cross-reference offsets are counted here. */
function pdf(): Buffer {
  const draw = 'BT /F1 18 Tf 20 50 Td (Water in a document) Tj ET'
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 160]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${draw.length}>>stream\n${draw}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let out = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const at = out.length
    out += `${i + 1} 0 obj${object}endobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  out += `xref\n0 6\n0000000000 65535 f \n${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${out.length}\n%%EOF`
  return Buffer.from(out, 'latin1')
}

/** A grey picture of 300 by 200, in the oldest format that every browser still opens. */
function bitmap(): Buffer {
  const [width, height] = [300, 200]
  const file = Buffer.alloc(54 + width * height * 3, 0xb0)
  file.write('BM', 0, 'latin1')
  const words: readonly (readonly [at: number, value: number])[] = [
    [2, file.length],
    [6, 0],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
    [26, 1 | (24 << 16)],
    [30, 0],
    [34, 0],
    [38, 0],
    [42, 0],
    [46, 0],
    [50, 0],
  ]
  for (const [at, value] of words) file.writeInt32LE(value, at)
  return file
}

/** @param other the same server under another host name: another site to the browser */
function pages(other: string): Readonly<Record<string, Served>> {
  const text = 'Water does not plan.\nIt arrives all the same, line after line.\n'
  return {
    '/plain': { body: html(RIVER) },
    '/xhtml': {
      type: 'application/xhtml+xml',
      body: `<?xml version="1.0"?><html xmlns="${XHTML}"><head><title>X</title></head><body>${RIVER}</body></html>`,
    },
    '/text': { type: 'text/plain; charset=utf-8', body: text },
    '/json': { type: 'application/json', body: '{"water": "does not plan"}' },
    '/svg': {
      type: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><text x="20" y="80" font-size="30">Water does not plan</text></svg>',
    },
    '/image': { type: 'image/bmp', body: bitmap() },
    '/pdf': { type: 'application/pdf', body: pdf() },
    '/quirks': { body: `<title>Old</title><body bgcolor=white>${RIVER}` },
    '/base': { body: html(RIVER, '<base href="https://elsewhere.example/" target="_blank">') },
    '/locked': {
      headers: {
        'content-security-policy':
          "default-src 'none'; sandbox allow-scripts allow-same-origin; require-trusted-types-for 'script'; trusted-types 'none'",
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      },
      body: html(RIVER),
    },
    '/frameset': {
      body: '<html><head><title>Old frames</title></head><frameset cols="40%,60%"><frame src="/plain?left"><frame src="/plain?right"></frameset></html>',
    },
    '/frames': {
      body: html(
        `<p>The page around them speaks of harbours.</p>
         <iframe id="same" src="/inner" width="520" height="260"></iframe>
         <iframe id="other" src="${other}/inner" width="520" height="260"></iframe>
         <iframe id="tiny" src="${other}/plain?ad" width="160" height="90"></iframe>
         <iframe id="hidden" src="/plain?hidden" width="520" height="260" style="display: none"></iframe>
         <iframe id="opaque" sandbox="allow-scripts" src="/plain?opaque" width="300" height="150"></iframe>
         <iframe id="blank" srcdoc="<p>Somebody's scratch paper</p>" width="300" height="150"></iframe>`,
      ),
    },
    '/inner': { body: html('<p>Inside a frame the tide comes and goes twice a day.</p>').replace('A page', 'Tides') },
    '/dialogs': {
      body: html(`${RIVER}
        <dialog id="modal"><p>Please agree to the terms of this river.</p></dialog>
        <div id="pop" popover><p>A popover holds these words for a while.</p></div>`),
    },
    '/zoom': {
      body: html(
        `<main style="zoom: 1.5"><div style="transform: translate(30px, 10px) rotate(1deg)">${RIVER}</div></main>`,
      ),
    },
    '/rtl': {
      body: '<!doctype html><html lang="ar" dir="rtl"><title>نهر</title><body style="margin: 2em 4em"><p>الماء لا يخطط طريقه إلى البحر ومع ذلك يصل إليه.</p><div style="height: 3000px"></div></body></html>',
    },
    '/vertical': {
      body: '<!doctype html><html lang="ja" style="writing-mode: vertical-rl"><title>川</title><body><p>水は海への道を計画しないが、それでも辿り着く。</p><p>二つ目の段落はここにある。</p></body></html>',
    },
    '/thief': {
      body: html(`${RIVER}<input id="mine" aria-label="Search"><script>
        for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput']) addEventListener(type, (event) => { event.stopImmediatePropagation(); if (type === 'keydown') event.preventDefault() }, true)
        addEventListener('focusout', () => setTimeout(() => mine.focus()), true)
        for (const type of ['mousedown', 'pointerdown', 'mouseup', 'selectstart']) document.addEventListener(type, (event) => event.stopPropagation(), true)
      </script>`),
    },
    '/long': { body: html(Array.from({ length: 20_000 }, (_, i) => `<p>Line ${i} of a very long page.</p>`).join('')) },
  }
}

export interface EverywhereSite {
  readonly origin: string
  /** The same pages, to the browser another site's. */
  readonly other: string
  close(): Promise<void>
}

export async function serveEverywhere(): Promise<EverywhereSite> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const served = pages(`http://localhost:${port}`)[new URL(request.url ?? '/', 'http://site').pathname]
    if (!served) return void response.writeHead(404).end('not here')
    response.writeHead(200, { 'content-type': served.type ?? 'text/html; charset=utf-8', ...served.headers })
    response.end(served.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    other: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
