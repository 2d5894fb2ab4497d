import { parseArgs } from 'node:util'
import { measureMapping } from './ingest-support/mapping.ts'
import type { BenchResult } from './machine.ts'

/** `npm run bench -- ingest [--rows N] [--runs N]`: what reading traces costs. */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { rows: { type: 'string', default: '20000' }, runs: { type: 'string', default: '5' } },
  })
  return { mapping: await measureMapping(Number(values.rows), Number(values.runs)) }
}
