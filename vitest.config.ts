import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Left alone, a machine with two cores would run one file at a time.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/golden/**/*.test.ts'],
          testTimeout: 30_000,
          // No test changes what a module holds: one start per worker instead of one per file saves a third.
          isolate: false,
        },
      },
      // The real command line, processes that are killed, servers on loopback: slower, and apart for that.
      {
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
        // Examples import the package by its name, as a user does.
        resolve: {
          alias: [
            { find: /^tidegate$/, replacement: resolve('src/index.ts') },
            { find: /^tidegate\/vitest$/, replacement: resolve('src/library/vitest.ts') },
          ],
        },
      },
      // The built page in Chromium, served by the real command line; one browser at a time.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/prepare-week.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      { test: { name: 'architecture', include: ['test/architecture.test.ts'] } },
      // ClickHouse's own engine in this process, which is installed on demand, outside the lock.
      {
        test: {
          name: 'clickhouse',
          include: ['test/clickhouse/**/*.test.ts'],
          globalSetup: ['test/clickhouse/install-engine.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One data folder a process.
          pool: 'forks',
          fileParallelism: false,
        },
      },
      // Recorded data outside the repository: fails loudly when it is absent, never skips.
      { test: { name: 'real', include: ['test/real/**/*.test.ts'], testTimeout: 240_000 } },
    ],
  },
})
