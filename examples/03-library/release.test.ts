import 'tidegate/vitest'
import { evaluate } from 'tidegate'
import { expect, test } from 'vitest'
import { releaseConfig } from './release-config.ts'

test('the new agent is no worse than production on this week', { timeout: 600_000 }, async () => {
  const run = await evaluate(releaseConfig, { cwd: import.meta.dirname, onWarning: process.emitWarning })
  expect(run).toPassGate()
})
