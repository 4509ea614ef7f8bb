import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

export interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly { readonly to: string; readonly typeOnly: boolean }[]
}

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function importsOf(path: string, text: string): Source['imports'] {
  return [...text.matchAll(IMPORT)].map(([, , typeOnly, from, dynamic]) => {
    const specifier = (from ?? dynamic) as string
    const to = specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), specifier)) : specifier
    return { to: to.split('?')[0] as string, typeOnly: typeOnly !== undefined }
  })
}

/** All tracked and new TypeScript files of the repository, by path from its root. */
export function sources(): readonly Source[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter((path) => path !== '')
    .flatMap((path) => {
      try {
        const text = readFileSync(path, 'utf8')
        return [{ path, text, imports: importsOf(path, text) }]
      } catch {
        return [] // deleted in the working tree, still in the index
      }
    })
}

export const isTest = (path: string): boolean => path.startsWith('test/') || /\.test\.tsx?$/.test(path)
