import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import type { BenchResult } from './machine.ts'
import { embeddedSet } from './strata/embedded-set.ts'
import { type Row, rowsOf } from './strata/rows.ts'
import { labelledSet, SET_NAMES, type SetName } from './strata/sets.ts'

/**
 * Clusters the labelled sets and compares the strata with the intents people gave.
 *
 * `--sets a,b` some of them; `--seeds 1,2` which intents of CLINC are frequent, one run each (default 1); `--no-stability`
 * leaves out the run on 90% of the requests. TIDEGATE_DATA names the folder of recorded data (default ../shared/data).
 * Vectors are kept in the system's temporary folder.
 */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const folder = process.env.TIDEGATE_DATA ?? '../shared/data'
  const cache = join(tmpdir(), 'tidegate-bench', 'strata')
  const names = (listOption(options, '--sets') ?? SET_NAMES).map(toSetName)
  const seeds = listOption(options, '--seeds') ?? ['1']
  const kernel = createKernel({ threads: 2 })
  const sets: Row[] = []
  try {
    for (const name of names) {
      for (const seed of name.startsWith('clinc') ? seeds : seeds.slice(0, 1)) {
        const embedded = await embeddedSet(labelledSet(name, folder, seed), cache)
        const found = await rowsOf(embedded, kernel, { withStability: !options.includes('--no-stability') })
        sets.push(...found.map(row => ({ set: `${name}/${seed}`, ...row })))
      }
    }
  } finally {
    await kernel.close()
  }
  return { sets, means: meansOf(sets) }
}

function listOption(options: readonly string[], name: string): readonly string[] | undefined {
  const at = options.indexOf(name)
  return at === -1 ? undefined : options[at + 1]?.split(',')
}

function toSetName(name: string): SetName {
  const found = SET_NAMES.find(each => each === name)
  if (found === undefined) throw new Error(`Expected a set among ${SET_NAMES.join(', ')}, got ${name}`)
  return found
}

/** Per pipeline, over the sets that have the number; seeds of a set are averaged first. */
function meansOf(rows: readonly Row[]): readonly Row[] {
  return [...Map.groupBy(rows, row => row.pipeline)].map(([pipeline, own]) => {
    const keys = Object.keys(own[0] ?? {}).filter(key => own.some(row => typeof row[key] === 'number'))
    const bySet = [...Map.groupBy(own, row => String(row.set).split('/')[0]).values()]
    const means = keys.map(key => [
      key,
      mean(bySet.flatMap(set => mean(set.flatMap(row => numberOf(row[key]))) ?? [])),
    ])
    return { pipeline, sets: bySet.length, ...Object.fromEntries(means) }
  })
}

function numberOf(value: Row[string]): readonly number[] {
  return typeof value === 'number' ? [value] : []
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3))
}
