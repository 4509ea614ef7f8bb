/** Type-checks every folder with its own environment, so that shared/ cannot see Node and the relay cannot see a page. */
import { spawnSync } from 'node:child_process'

const projects = ['tsconfig.json', 'shared/tsconfig.json', 'relay/tsconfig.json', 'test/tsconfig.json']
const failed = projects.filter((project) => spawnSync('tsc', ['-p', project], { stdio: 'inherit' }).status !== 0)
process.exitCode = failed.length > 0 ? 1 : 0
