/** What the page is to meet instead of a browser and an engine. JSON only: it travels into the page. */
export interface Script {
  /** The view sent after the greeting; null: none. */
  readonly view: unknown
  /** Sent after it. */
  readonly after?: readonly unknown[]
  /** Answers by intent; an intent without one is simply done. */
  readonly replies?: Readonly<Record<string, { ok: boolean; value?: unknown; words?: string }>>
  readonly tab?: { readonly id: number; readonly url: string }
  readonly granted?: readonly string[]
  /** The engine cannot be woken. */
  readonly dead?: boolean
  /** The engine answers the greeting with a refusal. */
  readonly refuse?: string
}

/** Runs in the page before its own scripts: a stand-in for the parts of the WebExtension API that our pages use. It records what was asked of it. */
export function installFakeBrowser(script: Script): void {
  type Wanted = { readonly origins?: readonly string[]; readonly permissions?: readonly string[] }
  const all = ({ origins = [], permissions = [] }: Wanted) => [...origins, ...permissions]
  const asked: unknown[] = []
  const background: unknown[] = []
  const granted = new Set(script.granted ?? [])
  let send: (message: unknown) => void = () => undefined
  const event = { addListener: () => undefined, removeListener: () => undefined }
  const answer = (n: number, intent: { do: string }) => {
    const greeting = ['hello', 'watch', 'page-at'].includes(intent.do)
    if (greeting && script.refuse !== undefined) send({ reply: n, ok: false, words: script.refuse })
    else send({ reply: n, ok: true, ...script.replies?.[intent.do] })
    if (!greeting || script.view === null) return
    for (const view of [script.view, ...(script.after ?? [])]) send(view)
  }
  const runtime = {
    id: 'fake',
    lastError: undefined,
    getURL: (path: string) => `/${path.replace(/^\//, '')}`,
    getManifest: () => ({ version: '0.1.0', name: 'Huddlemark' }),
    openOptionsPage: async () => undefined,
    sendMessage: async (message: unknown) => {
      background.push(message)
      if (script.dead) throw new Error('Could not establish connection.')
      return true
    },
    onMessage: event,
    connect: () => {
      const listeners: Array<(message: unknown) => void> = []
      send = (message) => {
        for (const listener of listeners) listener(message)
      }
      return {
        postMessage: ({ n, intent }: { n: number; intent: { do: string } }) => {
          asked.push(intent)
          queueMicrotask(() => answer(n, intent))
        },
        disconnect: () => undefined,
        onMessage: { addListener: (listener: (message: unknown) => void) => listeners.push(listener) },
        onDisconnect: event,
      }
    },
  }
  const browser = {
    runtime,
    tabs: {
      query: async () => [{ id: script.tab?.id ?? 1, windowId: 1, url: script.tab?.url ?? '' }],
      create: async (info: unknown) => background.push({ create: info }),
      update: async (id: number, info: unknown) => background.push({ update: id, info }),
      onActivated: event,
    },
    permissions: {
      contains: async (wanted: Wanted) => all(wanted).every((one) => granted.has(one)),
      getAll: async () => ({ origins: [...granted].filter((one) => one !== 'notifications'), permissions: [] }),
      request: async (wanted: Wanted) => {
        for (const one of all(wanted)) granted.add(one)
        return true
      },
      remove: async (wanted: Wanted) => {
        for (const one of all(wanted)) granted.delete(one)
        return true
      },
      onAdded: event,
      onRemoved: event,
    },
    commands: { getAll: async () => [{ name: '_execute_action', shortcut: 'Alt+Shift+H' }] },
    action: { getUserSettings: async () => ({ isOnToolbar: false }) },
  }
  // Own members of the real `chrome` object cannot be told from ours by the pages, which only use what is named above.
  Object.assign(globalThis, {
    browser,
    chrome: browser,
    fake: { asked, background, send: (message: unknown) => send(message) },
  })
}
