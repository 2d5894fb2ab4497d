/**
 * `npm run bench -- drift [--weeks N] [--assigned SIZE --references R | --within N]`: the power table of the statistics
 * note on simulated counts. With `--assigned`, quiet weeks of SIZE traces through clustering and assignment instead, R
 * reference weeks in all. With `--within`, both tests of a change inside a stratum, N times on real requests. Seeded:
 * docs/drift.md quotes it.
 */
import { parseArgs } from 'node:util'
import { createRng } from '../src/numeric/random.ts'
import { assignedWeeks } from './drift/assigned-weeks.ts'
import { powerTable } from './drift/power-table.ts'
import { ratesOf } from './drift/rates.ts'
import { withinTable } from './drift/within-table.ts'
import type { BenchResult } from './machine.ts'

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
  const rng = createRng(`assigned ${size}`)
  const quiet = await ratesOf(
    () => assignedWeeks({ size, dimensions, rng }),
    weeks,
    Math.ceil(weeks / Number(values.references)),
  )
  return { weeks, size, dimensions, references: Number(values.references), quietWeeks: quiet }
}
