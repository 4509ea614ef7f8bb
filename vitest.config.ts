import { defineConfig } from 'vitest/config'

/** Three projects: quick ones beside their files, seeded simulations, and stories in real browsers (one at a time: two cores). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'shared/**/*.test.ts',
            'relay/**/*.test.ts',
            'entrypoints/**/*.test.ts',
            'test/house/**/*.test.ts',
            'test/kit/**/*.test.ts',
            'test/world/**/*.test.ts',
            'test/adapters/**/*.test.ts',
          ],
          environment: 'node',
          // Many small files: a thread begins sooner than a process.
          pool: 'threads',
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'sim',
          include: ['test/sim/**/*.test.ts'],
          environment: 'node',
          testTimeout: 300_000,
          // Keys are drawn anew in each run: a seed is a kind of weather, not one course of events, and what fails here says all it knows.
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
