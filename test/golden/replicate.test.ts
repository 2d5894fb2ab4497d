import { expect, it } from 'vitest'
import { type CoverageResult, type CoverageSpec, replication } from '../../bench/coverage/replication.ts'
import { replicate } from '../../bench/parallel/replicate.ts'

const MODULE = new URL('../../bench/coverage/replication.ts', import.meta.url)
const SPEC: CoverageSpec = { name: 'rare', n: 200 }

it('replications are the same on one worker, on three, and here', async () => {
  const options = { replications: 7, seed: 'workers' }
  const run = (workers: number) =>
    replicate<CoverageSpec, CoverageResult>(MODULE, SPEC, { ...options, workers })
  const here = Array.from({ length: 7 }, (_, index) => replication(SPEC, `workers ${index}`))
  expect(await run(3)).toEqual(here)
  expect(await run(1)).toEqual(here)
})

it('a module that cannot be run fails the replications', async () => {
  const missing = new URL('no-such-module.ts', MODULE)
  await expect(replicate(missing, SPEC, { replications: 2, seed: 'fails', workers: 2 })).rejects.toThrow()
})
