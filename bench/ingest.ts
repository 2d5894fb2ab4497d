import { parseArgs } from 'node:util'
import { measureMapping } from './ingest-support/mapping.ts'
import { measureMemory } from './ingest-support/memory.ts'
import type { BenchResult } from './machine.ts'

/** `npm run bench -- ingest [--rows N] [--runs N]`: what reading traces costs. `--traces N` instead: the memory N of them take on their way into a store. */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      rows: { type: 'string', default: '20000' },
      runs: { type: 'string', default: '5' },
      traces: { type: 'string' },
    },
  })
  if (values.traces !== undefined) return { memory: await measureMemory(Number(values.traces)) }
  return { mapping: await measureMapping(Number(values.rows), Number(values.runs)) }
}
