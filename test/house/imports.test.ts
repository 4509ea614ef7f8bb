import { describe, expect, it } from 'vitest'
import { isTest, type Source, sources } from './sources.ts'

const all = sources().filter(({ path }) => !isTest(path))

/** What each part may import from the repository, by path prefix. Its own folder is always allowed. Mirrors DESIGN section 2. */
const MAY: ReadonlyArray<{ part: RegExp; may: readonly RegExp[] }> = [
  { part: /^shared\/kit\//, may: [] },
  { part: /^shared\/domain\//, may: [/^shared\/kit\//] },
  { part: /^shared\/anchoring\//, may: [/^shared\/(kit|domain)\//] },
  { part: /^shared\/contract\//, may: [/^shared\/(kit|domain|anchoring)\//] },
  { part: /^shared\/envelope\//, may: [/^shared\/(kit|domain)\//] },
  { part: /^shared\/protocol\//, may: [/^shared\/(kit|domain)\//] },
  { part: /^shared\/huddle\//, may: [/^shared\/(kit|domain)\//] },
  { part: /^shared\/takeout\//, may: [/^shared\/(kit|domain)\//] },
  { part: /^shared\/backup\//, may: [/^shared\/kit\//] },
  { part: /^shared\/engine\//, may: [/^shared\/(kit|domain|anchoring|contract|envelope|protocol|takeout|backup)\//] },
  { part: /^shared\/ui\//, may: [/^shared\/(kit|domain|contract)\//] },
  {
    part: /^relay\//,
    may: [
      /^shared\/(kit|domain|protocol)\//,
      /^shared\/envelope\/(header|keyring|certificate|verify|limits|refusals|ed25519|digest|lease|recent|padding)\.ts$/,
    ],
  },
  { part: /^entrypoints\/engine\//, may: [/^shared\//] },
  {
    part: /^entrypoints\/(overlay\.ts|frame\.ts|elements\.ts|overlay\/)/,
    may: [/^entrypoints\/(overlay\/|highlights\.css$)/, /^shared\/(contract|domain|anchoring|kit|ui)\//],
  },
  { part: /^entrypoints\/huddle\//, may: [/^shared\/(contract|domain|kit|ui|huddle)\//] },
  { part: /^entrypoints\//, may: [/^shared\/(contract|domain|kit|ui)\//] },
]

const ownFolder = (path: string): string =>
  (path.startsWith('shared/') ? path.split('/').slice(0, 2) : path.split('/').slice(0, 1)).join('/')
const entryFolder = (path: string): string =>
  path
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/\.tsx?$/, '')

function strays({ path, imports }: Source): string[] {
  const rule = MAY.find(({ part }) => part.test(path))
  if (!rule) return []
  const home = path.startsWith('entrypoints/') ? `${entryFolder(path)}/` : `${ownFolder(path)}/`
  return imports
    .filter(({ to }) => /^(shared|relay|entrypoints|test)\//.test(to))
    .filter(({ to }) => !to.startsWith(home) && !rule.may.some((may) => may.test(to)))
    .map(({ to }) => `${path} -> ${to}`)
}

const importers = (library: RegExp): string[] =>
  all.flatMap(({ path, imports }) => (imports.some(({ to, typeOnly }) => !typeOnly && library.test(to)) ? [path] : []))

describe('imports go one way', () => {
  it('finds the sources it is to check', () => expect(all.length).toBeGreaterThan(30))
  it('between the parts of the house', () => expect(all.flatMap(strays)).toEqual([]))
  it('Loro lives in documents/ only', () =>
    expect(importers(/^loro-crdt/).filter((path) => !path.startsWith('shared/engine/documents/'))).toEqual([]))
  it('the overlay carries no polyfill, parser or cryptography', () =>
    expect(
      importers(/^(webextension-polyfill|wxt\/browser|valibot|partysocket|peerjs|loro-crdt)/).filter((path) =>
        /^entrypoints\/overlay/.test(path),
      ),
    ).toEqual([]))
  it('the overlay takes types only from the contract', () =>
    expect(
      all
        .filter(({ path }) => /^entrypoints\/overlay/.test(path))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ to, typeOnly }) => /^shared\/contract\/(intents|parse|background)/.test(to) && !typeOnly)
            .map(({ to }) => `${path} -> ${to}`),
        ),
    ).toEqual([]))
  it('shared/ imports no platform', () =>
    expect(
      importers(/^(node:|webextension-polyfill|wxt|peerjs|partysocket|express|ws$)/).filter((path) =>
        path.startsWith('shared/'),
      ),
    ).toEqual([]))
  it('product code never imports tests', () =>
    expect(
      all.flatMap(({ path, imports }) =>
        imports.filter(({ to }) => to.startsWith('test/')).map(({ to }) => `${path} -> ${to}`),
      ),
    ).toEqual([]))
})
