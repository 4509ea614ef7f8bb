import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const FOLDERS = ['test/story/site', 'test/e2e/site']
const STRICT =
  "default-src 'none'; style-src 'none'; img-src 'none'; frame-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

export interface Site {
  readonly origin: string
  close(): Promise<void>
}

async function page(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    try {
      return await readFile(`${folder}/${name}.html`, 'utf8')
    } catch {
      // the next folder may have it
    }
  }
  return undefined
}

/** Serves the sample pages on this machine: `/article`, `/spa/*`, `/hostile`; `/strict/<name>` is the same page under the strictest policy, `/sandbox/<name>` with an opaque origin and no script of its own. */
export async function serveSite(port = 0): Promise<Site> {
  const server = createServer(async (request, response) => {
    const [, first = '', second = ''] = new URL(request.url ?? '/', 'http://site').pathname.split('/')
    const strict = first === 'strict'
    const sandboxed = first === 'sandbox'
    const html = await page((strict || sandboxed ? second : first).replace(/[^a-z-]/g, ''))
    if (html === undefined) return void response.writeHead(404).end('not here')
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(strict ? { 'content-security-policy': STRICT } : {}),
      ...(sandboxed ? { 'content-security-policy': 'sandbox' } : {}),
    })
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
