import { browser } from 'wxt/browser'

const ENGINE = `${location.origin}/engine.html`

let waking: Promise<void> | undefined

/**
 * Resolves when the engine page listens. One promise at a time: two concurrent `createDocument` calls would make the second one fail.
 * In Firefox the engine is a frame of this page, which lives as long as the browser.
 */
export function wakeEngine(): Promise<void> {
  waking ??= (hasOffscreen() ? wakeOffscreen() : wakeFrame()).finally(() => {
    waking = undefined
  })
  return waking
}

const hasOffscreen = (): boolean => 'offscreen' in browser && browser.offscreen !== undefined

async function wakeOffscreen(): Promise<void> {
  if (await offscreenLives()) return
  try {
    await browser.offscreen.createDocument({
      url: ENGINE,
      reasons: [browser.offscreen.Reason.WEB_RTC],
      justification: 'Keeps peer-to-peer connections and shared documents while no page of the extension is open.',
    })
  } catch (error) {
    // A worker that was stopped half-way may have left the document to us.
    if (!(await offscreenLives())) throw error
  }
}

async function offscreenLives(): Promise<boolean> {
  const contexts = await browser.runtime.getContexts({
    contextTypes: ['OFFSCREEN_DOCUMENT'],
    documentUrls: [ENGINE],
  })
  return contexts.length > 0
}

function wakeFrame(): Promise<void> {
  if (document.querySelector('iframe')) return Promise.resolve()
  return new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.src = ENGINE
    frame.addEventListener('load', () => resolve(), { once: true })
    document.body.append(frame)
  })
}
