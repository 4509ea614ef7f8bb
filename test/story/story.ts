import { cursorsIn } from '../e2e/kit/inside.ts'
import { comment, createSpace, highlight, invite, join, show } from '../e2e/kit/people.ts'
import { until } from '../e2e/kit/surface.ts'
import type { Cast } from './cast.ts'

async function step(words: string, task: () => Promise<void>): Promise<void> {
  const started = performance.now()
  await task()
  console.log(`  ✓ ${words} (${Math.round(performance.now() - started)} ms)`)
}

const MARKED = 'A river is the memory of a million such small decisions'
const DISCUSSED = 'Nobody has to push: the shape feeds itself.'

async function setTheStage({ ada, ben, adaTab, benTab, options }: Cast): Promise<void> {
  let link = ''
  await step('Ada gives her name and creates the space "Design team"', () =>
    createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: options.relay }),
  )
  await step('Ada copies an invite', async () => {
    link = await invite(ada, adaTab)
  })
  await step('Ben opens the invite and joins', () => join(ben, benTab, { name: 'Ben', invite: link }))
  await step('Both have Huddlemark on the article', async () => {
    await show(ada, adaTab)
    await show(ben, benTab)
  })
}

async function actOne(cast: Cast): Promise<void> {
  const { adaTab, benTab } = cast
  await step('Ada highlights a sentence, and Ben sees it in place', async () => {
    await highlight(adaTab, MARKED)
    await until('the highlight at Ben', async () => (await benTab.painted('yellow')) > 0)
  })
  await step('Ada comments on another, and Ben opens the thread', async () => {
    await comment(adaTab, DISCUSSED, 'Is this true of habits, too?')
    await until('the marked words at Ben', async () => (await benTab.painted('yellow')) > 1)
    await benTab.clickWords(DISCUSSED)
    await benTab.card().see('Thread', 'dialog')
  })
  await cast.picture('thread')
  await step('Ben replies, and Ada reads it', async () => {
    await benTab.card().type('Reply', 'Mine, certainly.')
    await benTab.card().press('Post')
    await adaTab.card().reads('Mine, certainly.')
  })
  await step("Ada moves the mouse, and Ben sees Ada's cursor", async () => {
    await adaTab.moveTo('The shortcut')
    await until("Ada's cursor", async () => (await cursorsIn(benTab.page)).some(({ name }) => name === 'Ada'))
  })
  await cast.picture('together')
}

/** Plays the story and prints each step once it was observed. @throws when a step did not happen. */
export async function playStory(cast: Cast, part: 'set the stage' | 'whole'): Promise<void> {
  console.log('\nThe story:')
  await setTheStage(cast)
  if (part === 'whole') await actOne(cast)
}
