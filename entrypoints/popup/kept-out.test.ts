import { describe, expect, it } from 'vitest'
import { keptOutWords, limitWords } from './kept-out.ts'

describe('why Huddlemark is not in a tab', () => {
  it.each([
    ['', 'keeps this page to itself'],
    ['chrome://settings/', 'browser’s own pages'],
    ['edge://newtab', 'browser’s own pages'],
    ['about:config', 'browser’s own pages'],
    ['view-source:https://site.example/', 'browser’s own pages'],
    ['https://chromewebstore.google.com/detail/x', 'its store'],
    ['https://chrome.google.com/webstore/category/extensions', 'its store'],
    ['https://addons.mozilla.org/en-US/firefox/', 'its store'],
    ['chrome-extension://abc/page.html', 'belongs to an extension'],
    ['moz-extension://abc/page.html', 'belongs to an extension'],
    ['file:///home/ada/notes.html', 'file on your computer'],
    ['data:text/html,hello', 'no web address'],
    ['blob:https://site.example/1', 'no web address'],
    ['https://site.example/', 'lets no extension into this page'],
  ])('%s: %s', (address, words) => expect(keptOutWords(address, 'chrome')).toContain(words))

  it('Firefox’s PDF viewer is called by its name, and suspected where the address does not tell', () => {
    expect(keptOutWords('https://site.example/a%20b.PDF?download=1#page=2', 'firefox')).toContain(
      'Firefox’s PDF viewer',
    )
    expect(keptOutWords('https://site.example/document', 'firefox')).toContain('It does so with PDFs')
    expect(keptOutWords('https://site.example/a.pdf', 'chrome')).not.toContain('Firefox')
  })

  it('a page about the store, or a site with its name, is not the store', () => {
    for (const address of ['https://chrome.google.com/webstores', 'https://addons.mozilla.org.example/'])
      expect(keptOutWords(address, 'chrome')).toContain('into this page')
  })
})

it('a PDF that is open to us promises no text', () => {
  expect(limitWords('https://site.example/paper.pdf')).toContain('cannot be reached')
  expect(limitWords('https://site.example/pdf')).toBeUndefined()
})
