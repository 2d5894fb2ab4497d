import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const numbers = z.array(z.number())
/** null in the files stands for what is not finite. */
const withGaps = z.array(z.number().nullable())
const options = z.object({
  minClusterSize: z.number(),
  minSamples: z.number(),
  clusterSelection: z.enum(['eom', 'leaf']),
  allowSingleCluster: z.boolean().default(false),
  clusterSelectionEpsilon: z.number().default(0),
})
const goldenSchema = z.object({
  kind: z.enum(['euclidean', 'cosine', 'manhattan', 'graph']),
  options,
  points: z.array(numbers),
  graph: z.object({ offsets: numbers, indices: numbers, values: numbers }).optional(),
  sklearn: z.object({ labels: numbers, probabilities: withGaps }),
  hdbscan: z.object({
    labels: numbers,
    probabilities: withGaps,
    outlierScores: withGaps,
    persistences: numbers,
    pointLambdas: withGaps,
    clusterRows: z.array(withGaps),
    mstWeights: numbers,
    dbscan: z.object({ epsilon: z.number(), labels: numbers }),
    validity: z.object({ index: z.number(), clusters: numbers }).nullable(),
  }),
  variants: z.array(
    z.object({
      options: z.object({
        clusterSelection: z.enum(['eom', 'leaf']).optional(),
        allowSingleCluster: z.boolean().optional(),
        clusterSelectionEpsilon: z.number().optional(),
        maxClusterSize: z.number().optional(),
      }),
      labels: numbers,
      probabilities: withGaps,
    }),
  ),
  prediction: z
    .object({
      points: z.array(numbers),
      plainLabels: numbers,
      labels: numbers,
      probabilities: numbers,
      memberships: z.array(withGaps).optional(),
      newMemberships: z.array(withGaps).optional(),
      exemplars: z.array(numbers).optional(),
    })
    .optional(),
})

/** One data set and what scikit-learn and hdbscan give for it; `make_golden.py` says how. */
export type GoldenFile = z.infer<typeof goldenSchema>

export const goldenFiles: readonly string[] = globSync(join(import.meta.dirname, '*.json')).sort()

export function readGolden(file: string): GoldenFile {
  return goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

export function toMatrix(rows: readonly (readonly number[])[]) {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]?.length ?? 0 }
}

/** Their label -> ours, where every pair of labels meets in both directions; otherwise undefined. */
export function renaming(
  theirs: readonly number[],
  ours: ArrayLike<number>,
): ReadonlyMap<number, number> | undefined {
  const forward = new Map<number, number>([[-1, -1]])
  const backward = new Map<number, number>([[-1, -1]])
  for (const [point, label] of theirs.entries()) {
    const mine = ours[point] ?? Number.NaN
    if ((forward.get(label) ?? mine) !== mine || (backward.get(mine) ?? label) !== label) return undefined
    forward.set(label, mine)
    backward.set(mine, label)
  }
  return forward
}

/** The largest relative difference (absolute below 1) where the expected number is finite. */
export function largestGap(expected: readonly (number | null)[], found: ArrayLike<number>): number {
  if (expected.length !== found.length) return Number.POSITIVE_INFINITY
  return Math.max(
    0,
    ...expected.map((value, at) =>
      value === null
        ? 0
        : Math.abs(value - (found[at] ?? Number.POSITIVE_INFINITY)) / Math.max(1, Math.abs(value)),
    ),
  )
}
