import { parseHTML } from 'linkedom'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { whereaboutsReader } from './address.ts'

const SITE = 'https://example.org'

/** A page whose head and address the test moves as a site would. */
function at(address: string, head = '') {
  const { document, Element } = parseHTML(`<html><head><title>Article</title>${head}</head><body></body></html>`)
  vi.stubGlobal('document', document)
  vi.stubGlobal('Element', Element)
  vi.stubGlobal('Document', { prototype: {} })
  const go = (to: string) => vi.stubGlobal('location', { href: `${SITE}${to}` })
  const link = (href: string) => {
    for (const old of [...document.head.querySelectorAll('link')]) old.remove()
    document.head.append(canonical(href))
  }
  const canonical = (href: string) => Object.assign(document.createElement('link'), { rel: 'canonical', href })
  go(address)
  return { document, go, link, canonical, read: whereaboutsReader() }
}
const LINK = `<link rel="canonical" href="${SITE}/a">`

afterEach(() => vi.unstubAllGlobals())

describe('where a page says it is', () => {
  it('PC1 address, title and the canonical link of a page that was loaded', () => {
    const { read } = at('/a?ref=x', LINK)
    expect(read()).toEqual({ address: `${SITE}/a?ref=x`, title: 'Article', canonical: `${SITE}/a` })
    expect(read().canonical).toBe(`${SITE}/a`)
  })

  it('PC2 a link left over from the page before does not count, the next one does', () => {
    const { read, go, link } = at('/a?ref=x', LINK)
    read()
    go('/b?ref=y')
    expect(read().canonical).toBeUndefined()
    link(`${SITE}/b`)
    expect(read().canonical).toBe(`${SITE}/b`)
    go('/c')
    expect(read().canonical).toBeUndefined()
    go('/b?ref=y')
    expect(read().canonical).toBe(`${SITE}/b`)
  })

  it('PC2 an anchor is no other page; a link that comes late counts', () => {
    const { read, go, link } = at('/a?ref=x')
    expect(read().canonical).toBeUndefined()
    link(`${SITE}/a`)
    go('/a?ref=x#part')
    expect(read().canonical).toBe(`${SITE}/a`)
  })

  it('PC7 several that differ name nothing, the same one twice does; nor do empty and endless ones', () => {
    const { read, link, document, canonical } = at('/a', `${LINK}${LINK}`)
    expect(read().canonical).toBe(`${SITE}/a`)
    document.head.append(canonical(`${SITE}/b`))
    expect(read().canonical).toBeUndefined()
    link('')
    expect(read().canonical).toBeUndefined()
    link(`${SITE}/${'a'.repeat(70_000)}`)
    expect(read().canonical).toBeUndefined()
  })

  it('PA1 what is too long is cut to what the engine reads', () => {
    const { read, go, document } = at('/a')
    go(`/${'a'.repeat(70_000)}`)
    document.title = 't'.repeat(1_000)
    expect([read().address.length, read().title.length]).toEqual([65_536, 300])
  })
})
