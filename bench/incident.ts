/**
 * `npm run bench -- incident [--replications N] [--workers W] [--json]`: how often eight ways of testing a release see
 * the headline incident (12% of the tool calls truncated in the 9% of the traffic that takes many steps), and how
 * often they block a candidate that is as good as production. Sampling and gate are the product's own.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { DESIGNS, type ReplicationResult } from './incident/replication.ts'
import { type BenchResult, createClock } from './machine.ts'
import { replicate } from './parallel/replicate.ts'

const SIZES = [2_000, 500]

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      replications: { type: 'string', default: '1000' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const replications = Number(values.replications)
  const clock = createClock()
  const measured = []
  for (const n of SIZES) measured.push(await incidentRows(n, replications, Number(values.workers)))
  return {
    replications,
    workers: Number(values.workers),
    ...clock(),
    rows: measured.flatMap(({ rows }) => rows),
    parts: measured.flatMap(({ parts }) => parts),
  }
}

export type IncidentRow = {
  readonly design: string
  readonly n: number
  /** Share of the replications blocked with the incident. */
  readonly detection: number
  /** The same with a candidate as good as production. */
  readonly falseAlarm: number
}

/** One row per design; `parts` takes the full gate apart, and has how often it passed instead. */
export async function incidentRows(
  n: number,
  replications: number,
  workers: number,
): Promise<{ readonly rows: readonly IncidentRow[]; readonly parts: readonly IncidentRow[] }> {
  const module = new URL('incident/replication.ts', import.meta.url)
  const results = await replicate<{ readonly n: number }, ReplicationResult>(
    module,
    { n },
    { replications, seed: `incident ${n}`, workers },
  )
  const rowOf = (design: string, isCounted: (of: ReplicationResult['incident']) => boolean): IncidentRow => ({
    design,
    n,
    detection: results.filter(({ incident }) => isCounted(incident)).length / replications,
    falseAlarm: results.filter(({ healthy }) => isCounted(healthy)).length / replications,
  })
  const gates = ['global', 'slices', 'modes', 'adversarial'] as const
  return {
    rows: DESIGNS.map(design => rowOf(design, ({ blocks }) => blocks[design])),
    parts: [
      ...gates.map(gate => rowOf(`full: ${gate}`, ({ parts }) => parts.includes(gate))),
      rowOf('full: PASS', ({ isPass }) => isPass),
    ],
  }
}
