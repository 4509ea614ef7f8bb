import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isTest, sources } from './sources.ts'

const all = sources()
const product = all.filter(({ path }) => !isTest(path))
const MOST_LINES = 250

/** The code without comments and string contents, so that words in them are not taken for code. */
const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")

const found = (where: typeof all, pattern: RegExp): string[] =>
  where.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path)

describe('files', () => {
  it(`have at most ${MOST_LINES} lines`, () =>
    expect(
      product
        .filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES)
        .map(({ path, text }) => `${path}: ${text.trimEnd().split('\n').length}`),
    ).toEqual([]))

  // Written so that it does not find itself.
  it('use no any', () => expect(found(all, /(:\s*|\bas |<)any\b|,\s*any>|\bany\[\]/)).toEqual([]))

  it('give a reason beside each suppression', () =>
    expect(
      all.flatMap(({ path, text }) =>
        text
          .split('\n')
          .filter(
            (line) =>
              /^\s*(\/\/|\{?\/\*).*(biome-ignore|@ts-ignore|@ts-expect-error)/.test(line) &&
              !/(biome-ignore [^:]+: \S.{7,}|@ts-expect-error: \S.{7,})/.test(line),
          )
          .map((line) => `${path}: ${line.trim()}`),
      ),
    ).toEqual([]))

  it('are not drawers', () =>
    expect(
      product
        .map(({ path }) => path)
        .filter((path) => /(^|\/)(utils?|helpers?|common|types|misc)(\.tsx?|\/)/.test(path)),
    ).toEqual([]))

  it('do not only re-export', () =>
    expect(
      product
        .filter(
          ({ text }) =>
            codeOf(text).trim() !== '' &&
            codeOf(text)
              .trim()
              .split('\n')
              .every((line) => /^(export .* from|$)/.test(line.trim())),
        )
        .map(({ path }) => path),
    ).toEqual([]))

  it('no test is skipped or alone', () => expect(found(all, /\b(it|test|describe)\.(skip|only|todo)\b/)).toEqual([]))

  it('the kit stays small', () =>
    expect(readdirSync('shared/kit').filter((name) => !name.includes('.test.')).length).toBeLessThanOrEqual(10))
})

describe('shared/ runs anywhere', () => {
  const anywhere = product.filter(({ path }) => path.startsWith('shared/') && !path.startsWith('shared/ui/'))
  // `document` and Node's globals are already unknown to the compiler there (shared/tsconfig.json).
  it('touches no page, browser or Node', () =>
    expect(
      found(
        anywhere,
        /\b(window\.|indexedDB\b|chrome\.|process\.|Buffer\b|localStorage\b|new WebSocket\b|[^.]fetch\()/,
      ),
    ).toEqual([]))

  it('the engine takes time and chance from its ports', () =>
    expect(
      found(
        anywhere.filter(({ path }) => path.startsWith('shared/engine/')),
        /\b(Date\.now|setTimeout|setInterval|Math\.random|new Date\(\)|indexedDB|localStorage|new WebSocket|getRandomValues)\b/,
      ),
    ).toEqual([]))
})

describe('entrypoints', () => {
  const KNOWN = [
    'background',
    'background.ts',
    'engine',
    'overlay.ts',
    'overlay',
    'frame.ts',
    'elements.ts',
    'highlights.css',
    'card',
    'sidepanel',
    'huddle',
    'popup',
    'options',
    'welcome',
  ]
  it('has no stray entry', () => expect(readdirSync('entrypoints').filter((name) => !KNOWN.includes(name))).toEqual([]))
})

describe('permissions', () => {
  const builds = ['.output/chrome-mv3', '.output/firefox-mv2'].filter((folder) => existsSync(`${folder}/manifest.json`))
  const config = existsSync('wxt.config.ts') ? readFileSync('wxt.config.ts', 'utf8') : ''
  it.each(builds)('each of %s has its reason in wxt.config.ts', (folder) => {
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))
    const asked: string[] = [
      ...(manifest.permissions ?? []),
      ...(manifest.optional_permissions ?? []),
      ...(manifest.optional_host_permissions ?? []),
    ]
    expect(
      asked.filter(
        (permission) =>
          !new RegExp(
            `['"\`]?${permission.replace(/[<>*]/g, '\\$&')}['"\`]?\\s*[:,].*//\\s*\\S{3,}|['"\`]?${permission.replace(/[<>*]/g, '\\$&')}['"\`]?: ['"\`].{12,}`,
          ).test(config),
      ),
    ).toEqual([])
  })
  it.each(builds)('%s asks for no site at install', (folder) => {
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))
    expect(manifest.host_permissions ?? []).toEqual([])
    expect(manifest.content_scripts ?? []).toEqual([])
    expect(
      (manifest.permissions ?? []).filter((permission: string) =>
        /:\/\/|<all_urls>|^(tabs|webNavigation|notifications|history)$/.test(permission),
      ),
    ).toEqual([])
  })
})
