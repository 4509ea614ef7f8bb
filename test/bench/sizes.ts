/** What is shipped, in bytes: `node test/bench/sizes.ts`, or as part of `npm run bench`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { printSizes, type Size } from './figures.ts'

/** The product where it was built, else the end-to-end build: they differ by a key, a permission and the words that name them. */
const BUILDS = ['.output/chrome-mv3', '.output/chrome-mv3-e2e']

function sizeOf(build: string, name: string, files: readonly string[], note = ''): Size {
  const contents = files.map((file) => readFileSync(join(build, file)))
  const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)
  return {
    name,
    raw: sum(contents.map(({ length }) => length)),
    gzip: sum(contents.map((bytes) => gzipSync(bytes, { level: 9 }).length)),
    note,
  }
}

export function sizes(): readonly Size[] {
  const build = BUILDS.find((folder) => existsSync(folder))
  if (build === undefined) throw new Error('nothing is built')
  const files = readdirSync(build, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(build.length + 1))
  const matching = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file))
  return [
    sizeOf(build, 'overlay.js', ['overlay.js'], 'aim: gzip under 40 kB'),
    sizeOf(build, 'engine chunk', matching(/^chunks\/engine-.*\.js$/), 'Loro bindings, PeerJS, valibot, engine'),
    sizeOf(build, 'Loro WebAssembly', matching(/\.wasm$/)),
    sizeOf(build, 'background', ['background.js']),
    sizeOf(build, 'whole extension', files, `${files.length} files of ${build}, each packed as in a zip`),
  ]
}

if (import.meta.main) printSizes(sizes())
