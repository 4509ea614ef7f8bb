import type { Page } from 'puppeteer-core'

/** What the stand-in browser keeps in the page (fake-browser.ts). */
interface Fake {
  readonly asked: readonly ({ do: string } & Record<string, unknown>)[]
  send(view: unknown): void
}
type WithFake = { fake: Fake }

/** Intents that the page has sent, without what it sends by itself: its greeting, its size, its look at the connection. */
export const asked = (page: Page): Promise<Array<{ do: string } & Record<string, unknown>>> =>
  page.evaluate(
    (unasked) => (globalThis as unknown as WithFake).fake.asked.filter((intent) => !unasked.includes(intent.do)),
    ['watch', 'hello', 'size', 'connection'],
  )
export const untilAsked = async (page: Page, intent: string) => {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as WithFake).fake.asked.some((one) => one.do === wanted),
    {},
    intent,
  )
  return (await asked(page)).filter((one) => one.do === intent)
}
/** The engine says something more. */
export const tell = (page: Page, view: unknown): Promise<void> =>
  page.evaluate((said) => (globalThis as unknown as WithFake).fake.send(said), view)

const named = (name: string, role: string): string => `::-p-aria([name="${name}"][role="${role}"])`

export const see = (page: Page, name: string, role = 'button') => page.waitForSelector(named(name, role))
export const gone = async (page: Page, name: string, role = 'button') => {
  await page.waitForSelector(named(name, role), { hidden: true })
}
export const press = async (page: Page, name: string, role = 'button') => (await see(page, name, role))?.click()
export const type = async (page: Page, name: string, text: string) =>
  (await page.waitForSelector(named(name, 'textbox')))?.type(text)
export const reads = (page: Page, words: string) =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, words)
export const textIn = (page: Page, name: string): Promise<string> =>
  page.$eval(named(name, 'textbox'), (field) => (field as HTMLInputElement).value)
