import type { HomeView } from '../../shared/contract/views.ts'
import { ownPage, Speaker, sees } from './context-desk.ts'
import { Person, type World } from './world.ts'

const linking = (home: Speaker) => (home.heard.filter(sees('home')).at(-1) as HomeView | undefined)?.linking

async function homeOf(w: World, person: Person): Promise<Speaker> {
  const speaker = new Speaker(await w.run(person.engine()), 'home', ownPage)
  await w.run(speaker.ask({ do: 'watch', tab: 1, address: '' }))
  return speaker
}

/** Makes a new browser another one of this person's, as they would: by a code, and by saying that the numbers are the same (DV7). */
export async function linked(w: World, person: Person, name: string): Promise<Person> {
  const browser = new Person(w, name)
  await w.run(browser.start())
  const [here, there] = [await homeOf(w, person), await homeOf(w, browser)]
  await w.run(here.done({ do: 'link-show' }))
  const shown = linking(here)
  if (shown?.state !== 'showing') throw new Error('no code is shown')
  await w.run(there.done({ do: 'link-take', code: shown.code }))
  await w.until('it is asked', () => linking(here)?.state === 'asked')
  await w.run(here.done({ do: 'link-allow' }))
  await w.until('it has come', () => browser.surroundings.restarts === 1)
  browser.crash()
  await w.run(browser.start())
  browser.member = browser.space.self.member
  return browser
}
