/**
 * `npm run bench -- drift [--weeks N] [--assigned SIZE --references R | --within N]`: the power table of the statistics
 * note on simulated counts. With `--assigned`, quiet weeks of SIZE traces through clustering and assignment instead, R
 * reference weeks in all. With `--within`, both tests of a change inside a stratum, N times on real requests. Seeded:
 * docs/drift.md quotes it.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { createRng } from '../src/numeric/random.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { assignedWeeks } from './drift/assigned-weeks.ts'
import { powerTable } from './drift/power-table.ts'
import { ratesOf } from './drift/rates.ts'
import { withinTable } from './drift/within-table.ts'
import { type BenchResult, createClock } from './machine.ts'

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      weeks: { type: 'string', default: '500' },
      assigned: { type: 'string' },
      references: { type: 'string', default: '50' },
      dimensions: { type: 'string', default: '32' },
      within: { type: 'string' },
    },
  })
  if (values.within !== undefined) return { within: await withinTable(Number(values.within)) }
  const weeks = Number(values.weeks)
  if (values.assigned === undefined) return { weeks, power: await powerTable(weeks) }
  const size = Number(values.assigned)
  const dimensions = Number(values.dimensions)
  const references = Number(values.references)
  const rng = createRng(`assigned ${size}`)
  const kernel = createKernel({ threads: Math.min(availableParallelism(), 8) })
  const clock = createClock()
  try {
    const quietWeeks = await ratesOf(
      () => assignedWeeks({ size, dimensions, rng }, kernel),
      weeks,
      Math.ceil(weeks / references),
    )
    return { weeks, size, dimensions, references, quietWeeks, ...clock() }
  } finally {
    await kernel.close()
  }
}
