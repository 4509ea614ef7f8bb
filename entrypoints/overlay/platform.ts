/**
 * The only file of the overlay that touches the extension's runtime. The slice of it that we use is declared by hand: a polyfill or its
 * types would weigh more than the overlay, and Chrome's own callbacks-or-promises API answers with promises everywhere we look.
 */
import type { BackgroundRequest } from '../../shared/contract/background.ts'

interface Listeners<Arguments extends readonly unknown[]> {
  addListener(listener: (...given: Arguments) => void): void
}

/** A connection to the engine. Messages are JSON. */
export interface Port {
  postMessage(message: unknown): void
  disconnect(): void
  readonly onMessage: Listeners<[message: unknown]>
  readonly onDisconnect: Listeners<[]>
}

interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>
  set(values: Record<string, unknown>): Promise<void>
}

interface ExtensionApi {
  readonly runtime?: {
    /** Undefined once the extension was reloaded or removed: this script is an orphan then. */
    readonly id?: string
    getURL(path: string): string
    sendMessage(message: unknown): Promise<unknown>
    connect(options: { readonly name: string }): Port
  }
  readonly storage?: { readonly local?: StorageArea }
}

const api: ExtensionApi | undefined = (
  globalThis as unknown as { readonly browser?: ExtensionApi; readonly chrome?: ExtensionApi }
).browser?.runtime
  ? (globalThis as unknown as { readonly browser: ExtensionApi }).browser
  : (globalThis as unknown as { readonly chrome?: ExtensionApi }).chrome

/** False when the extension has gone from under this script: everything it drew is to be taken away. */
export function extensionAlive(): boolean {
  try {
    return api?.runtime?.id !== undefined
  } catch {
    return false // Firefox throws on dead objects
  }
}

/** Asks the background. Undefined when nobody answered, which callers treat as "not done". */
export async function askBackground(request: BackgroundRequest): Promise<unknown> {
  try {
    return await api?.runtime?.sendMessage(request)
  } catch {
    return undefined
  }
}

/** Brings the overlay's second script into this document. False where the browser does not let it in any more. */
export async function loadElements(): Promise<boolean> {
  if (!location.protocol.endsWith('-extension:')) return (await askBackground({ ask: 'elements' })) === true
  // A page of ours: nothing is injected there.
  const script = document.createElement('script')
  script.src = '/elements.js'
  return new Promise((resolve) => {
    script.onload = () => resolve(true)
    script.onerror = () => resolve(false)
    document.head.append(script)
  })
}

/** @throws when the extension has gone. */
export function connectEngine(): Port {
  const runtime = api?.runtime
  if (!runtime) throw new Error('no extension')
  return runtime.connect({ name: 'overlay' })
}

/** Address of a page of ours, for an iframe. */
export const extensionPage = (path: string): string => api?.runtime?.getURL(path) ?? 'about:blank'

/** A small taste of the person's, such as the dock's corner. Nothing about pages or people is kept this way. */
export async function readTaste(key: string): Promise<unknown> {
  try {
    return (await api?.storage?.local?.get(key))?.[key]
  } catch {
    return undefined // the area may be closed to content scripts: the default serves
  }
}

export function keepTaste(key: string, value: string): void {
  void api?.storage?.local?.set({ [key]: value }).catch(() => undefined)
}
