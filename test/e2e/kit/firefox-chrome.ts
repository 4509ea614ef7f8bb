import type { Browser as Puppet } from 'puppeteer-core'

/**
 * Firefox's own window, reached over WebDriver BiDi's privileged scope. Puppeteer sees neither closed shadow roots nor popups there, but the
 * accessibility tree in the parent process holds everything that a screen reader is told, with bounds and actions.
 */
export interface FirefoxWindow {
  run<Value>(body: string): Promise<Value>
}

interface BidiConnection {
  send(method: string, parameters: unknown): Promise<{ result: unknown }>
}

interface Evaluated {
  readonly type: 'success' | 'exception'
  readonly result?: { readonly value?: string }
  readonly exceptionDetails?: { readonly text: string }
}

/** Helpers that every script there has: `find(role, name)` over all accessible things of the window. */
const PRELUDE = `
  const { classes: Cc, interfaces: Ci } = Components
  const service = Cc['@mozilla.org/accessibilityService;1'].getService(Ci.nsIAccessibilityService)
  const roleOf = (thing) => service.getStringRole(thing.role)
  const ROLES = { button: ['pushbutton', 'toggle button', 'buttonmenu', 'check button'], textbox: ['entry', 'text', 'section'], dialog: ['dialog'], region: ['region', 'landmark', 'section'], toolbar: ['toolbar'], heading: ['heading'], status: ['statusbar', 'section', 'text leaf'], list: ['list'], listitem: ['listitem'], article: ['article'], radio: ['radiobutton'], link: ['link'] }
  const inBackground = (thing) => { try { return gBrowser.browsers.includes(thing.DOMNode) && thing.DOMNode !== gBrowser.selectedBrowser } catch { return false } }
  const all = (from) => { const found = []; const walk = (thing, depth) => { if (depth > 60 || inBackground(thing)) return; found.push(thing); let child = null; try { child = thing.firstChild } catch {} ; for (; child; child = child.nextSibling) walk(child, depth + 1) }; walk(from, 0); return found }
  const visible = (thing) => { const state = {}; thing.getState(state, {}); return !(state.value & Ci.nsIAccessibleStates.STATE_INVISIBLE) }
  const matches = (thing, role, name) => { try { return (name === null || thing.name === name) && (role === null || (ROLES[role] ?? [role]).includes(roleOf(thing))) && roleOf(thing) !== 'text leaf' } catch { return false } }
  const things = (role, name) => all(service.getAccessibleFor(document)).filter((thing) => matches(thing, role, name))
  const bounds = (thing) => { const x = {}, y = {}, width = {}, height = {}; thing.getBounds(x, y, width, height); return { x: x.value / devicePixelRatio, y: y.value / devicePixelRatio, width: width.value / devicePixelRatio, height: height.value / devicePixelRatio } }
  const inContent = (box) => { const area = gBrowser.selectedBrowser.getBoundingClientRect(); return { x: box.x - window.mozInnerScreenX - area.x, y: box.y - window.mozInnerScreenY - area.y, width: box.width, height: box.height } }
`

/** @param address how the address in front ends, for another window than the first */
export async function firefoxWindow(puppet: Puppet, address?: string): Promise<FirefoxWindow> {
  const { connection } = puppet as unknown as { connection: BidiConnection }
  const tree = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })) as {
    result: { contexts: { context: string; url: string }[] }
  }
  const windows = tree.result.contexts
    .filter(({ url }) => url.endsWith('browser.xhtml'))
    .map(({ context }) => windowOf(connection, context))
  for (const window of windows) {
    if (address === undefined) return window
    const shown = await window.run<string>('return gBrowser.currentURI.spec')
    if (shown.split('#')[0]?.endsWith(address)) return window
  }
  throw new Error('no such browser window')
}

function windowOf(connection: BidiConnection, context: string): FirefoxWindow {
  return {
    run: async <Value>(body: string) => {
      const expression = `(async () => { ${PRELUDE}; const answer = await (async () => { ${body} })(); return JSON.stringify(answer ?? null) })()`
      const answer = (await connection.send('script.evaluate', { expression, target: { context }, awaitPromise: true }))
        .result as Evaluated
      if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'failed in Firefox')
      return JSON.parse(answer.result?.value ?? 'null') as Value
    },
  }
}
