import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { endLambdas } from '../../../src/stages/stratify/hdbscan/end-lambdas.ts'
import {
  approximatePredict,
  dbscanClustering,
  type HdbscanResult,
  hdbscan,
  type Metric,
  membershipVectors,
  type TreeOptions,
  toCondensedRows,
  validityIndex,
} from '../../../src/stages/stratify/hdbscan/index.ts'
import { type GoldenFile, goldenFiles, largestGap, readGolden, renaming, toMatrix } from './golden-file.ts'

const cases = goldenFiles.map(file => ({ name: basename(file, '.json'), golden: readGolden(file) }))

/** Sets in which equal distances leave a choice, so that only what does not hang on it can be compared. */
const TIED = new Set(['duplicates-2d'])

function metricOf({ kind }: GoldenFile): Metric {
  return kind === 'cosine' ? 'cosine' : 'euclidean'
}

function manhattan({ points }: GoldenFile) {
  return toMatrix(
    points.map(a =>
      points.map(b => a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? Number.NaN)), 0)),
    ),
  )
}

function cluster(
  golden: GoldenFile,
  changes: object = {},
  ties: TreeOptions['ties'] = 'binary',
): HdbscanResult {
  const options = { ...golden.options, ties, ...changes }
  const { points, graph } = golden
  if (graph !== undefined)
    return hdbscan(
      {
        rows: points.length,
        columns: points.length,
        offsets: Uint32Array.from(graph.offsets),
        indices: Uint32Array.from(graph.indices),
        values: Float64Array.from(graph.values),
      },
      { ...options, metric: 'precomputed' },
    )
  if (golden.kind === 'manhattan') return hdbscan(manhattan(golden), { ...options, metric: 'precomputed' })
  return hdbscan(toMatrix(points), { ...options, metric: metricOf(golden) })
}

/** Their numbers per cluster in the order of our labels. */
function inOurOrder<T>(theirs: readonly T[], names: ReadonlyMap<number, number> | undefined): readonly T[] {
  const ours: T[] = []
  for (const [label, value] of theirs.entries()) ours[names?.get(label) ?? Number.NaN] = value
  return ours
}

describe.each(cases)('$name of scikit-learn and hdbscan', ({ name, golden }) => {
  const result = cluster(golden)
  const names = renaming(golden.hdbscan.labels, result.labels)

  it.each(['binary', 'multi-way'] as const)('gives the same partition with %s ties', ties => {
    const { labels } = cluster(golden, {}, ties)
    expect(renaming(golden.hdbscan.labels, labels)).toBeInstanceOf(Map)
    expect(renaming(golden.sklearn.labels, labels)).toBeInstanceOf(Map)
  })

  it('gives the same weights of the spanning tree', () => {
    expect(largestGap(golden.hdbscan.mstWeights, result.minimumSpanningTree.weights.toSorted())).toBeLessThan(
      1e-9,
    )
  })

  it('gives the same probabilities, outlier scores, persistences and DBSCAN clusters', () => {
    const expected = golden.hdbscan
    expect(largestGap(golden.sklearn.probabilities, result.probabilities)).toBeLessThan(1e-9)
    expect(largestGap(expected.probabilities, result.probabilities)).toBeLessThan(1e-9)
    expect(largestGap(expected.outlierScores, result.outlierScores)).toBeLessThan(1e-9)
    // Of a selected root hdbscan counts the labelled points only, with duplicates it reports 1 (see `persistences`).
    const labelled = expected.labels.filter(label => label !== -1).length / expected.labels.length
    const share = golden.options.allowSingleCluster ? labelled : 1
    const persistences = inOurOrder(expected.persistences, names).map(value => value * share)
    if (!TIED.has(name)) expect(largestGap(persistences, result.persistences)).toBeLessThan(1e-9)
    const { epsilon, labels } = expected.dbscan
    const { minClusterSize } = golden.options
    expect(
      renaming(labels, dbscanClustering(result.singleLinkage, { epsilon, minClusterSize })),
    ).toBeInstanceOf(Map)
  })
})

describe.each(cases.filter(({ name }) => !TIED.has(name)))('the condensed tree of $name', ({ golden }) => {
  it('is that of hdbscan', () => {
    const { condensedTree } = cluster(golden)
    expect(largestGap(golden.hdbscan.pointLambdas, condensedTree.pointLambdas)).toBeLessThan(1e-9)
    const clusters = toCondensedRows(condensedTree)
      .slice(golden.points.length)
      .map(({ lambda, size }) => [lambda, size] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    expect(largestGap(golden.hdbscan.clusterRows.flat(), clusters.flat())).toBeLessThan(1e-9)
  })
})

const varied = cases.flatMap(({ name, golden }) =>
  golden.variants.map(variant => ({ name, golden, variant, changes: JSON.stringify(variant.options) })),
)

describe.each(varied)('$name with $changes', ({ golden, variant }) => {
  it('gives the labels and probabilities of hdbscan', () => {
    const found = cluster(golden, variant.options)
    expect(renaming(variant.labels, found.labels)).toBeInstanceOf(Map)
    expect(largestGap(variant.probabilities, found.probabilities)).toBeLessThan(1e-9)
  })
})

describe.each(cases.filter(({ golden }) => golden.hdbscan.validity !== null))(
  'DBCV of $name',
  ({ golden }) => {
    it('is that of hdbscan, for the whole and for every cluster', () => {
      const { labels, validity } = golden.hdbscan
      const dimension = golden.points[0]?.length ?? 0
      const found =
        golden.kind === 'manhattan'
          ? validityIndex(manhattan(golden), labels, { metric: 'precomputed', dimension })
          : validityIndex(toMatrix(golden.points), labels, { metric: metricOf(golden) })
      expect(Math.abs((found.index ?? Number.NaN) - (validity?.index ?? Number.NaN))).toBeLessThan(1e-9)
      expect(
        largestGap(
          validity?.clusters ?? [],
          found.clusters.map(({ index }) => index),
        ),
      ).toBeLessThan(1e-9)
    })
  },
)

const predicted = cases.flatMap(({ name, golden }) =>
  golden.prediction === undefined ? [] : [{ name, golden, prediction: golden.prediction }],
)

function modelOf(golden: GoldenFile) {
  const result = cluster(golden)
  return {
    model: {
      points: toMatrix(golden.points),
      options: { ...golden.options, metric: metricOf(golden) },
      result,
    },
    names: renaming(golden.hdbscan.labels, result.labels),
  }
}

describe.each(predicted)('prediction of $name', ({ golden, prediction }) => {
  const { model, names } = modelOf(golden)

  it('gives new points the labels and probabilities of hdbscan', () => {
    const { labels, probabilities } = approximatePredict(model, toMatrix(prediction.points))
    expect([...labels]).toEqual(prediction.labels.map(label => names?.get(label)))
    expect(largestGap(prediction.probabilities, probabilities)).toBeLessThan(1e-9)
    // Where hdbscan measures with one neighbour fewer than it clustered with, few labels change.
    const plain = prediction.plainLabels.filter((label, at) => names?.get(label) === labels[at])
    expect(plain.length / labels.length).toBeGreaterThanOrEqual(0.95)
  })
})

const soft = predicted.flatMap(({ name, golden, prediction: { points, ...prediction } }) => {
  const { memberships: own, newMemberships: fresh, exemplars } = prediction
  return own === undefined || fresh === undefined || exemplars === undefined
    ? []
    : [{ name, golden, points, own, fresh, exemplars }]
})

/** Shares within the rows, and the sums of the rows. */
function split(rows: readonly (readonly (number | null)[])[]) {
  const totals = rows.map(row => row.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0))
  return { totals, shares: rows.map((row, at) => row.map(value => (value ?? Number.NaN) / totals[at]!)) }
}

describe.each(soft)('soft clusters of $name', ({ golden, points, own, fresh, exemplars }) => {
  const { model, names } = modelOf(golden)

  it('have the exemplars of hdbscan', () => {
    const toPoints = (group: Iterable<number>) =>
      new Set(Array.from(group, at => JSON.stringify(golden.points[at])))
    expect(model.result.exemplars.map(toPoints)).toEqual(inOurOrder(exemplars, names).map(toPoints))
  })

  it.each([
    // hdbscan adds 1e-8 to lambdas; those of new points it rounds to 32 bits.
    { of: 'its own points', rows: own, found: membershipVectors(model), tolerance: 1e-8 },
    { of: 'new points', rows: fresh, found: membershipVectors(model, toMatrix(points)), tolerance: 1e-6 },
  ])('give $of the membership vectors of hdbscan', ({ rows, found, tolerance }) => {
    const expected = split(rows.map(row => inOurOrder(row, names)))
    const ours = split(
      rows.map((_, at) => [...found.data.subarray(at * found.columns, (at + 1) * found.columns)]),
    )
    expect(largestGap(expected.shares.flat(), ours.shares.flat())).toBeLessThan(tolerance)
    // A point above several clusters is measured against the first of them by hdbscan, by us against the likeliest.
    const ends = endLambdas(model.result.condensedTree)
    const selected = model.result.selectedClusters.map(cluster => ends[cluster] ?? Number.NaN)
    const ratios = selected.flatMap(end => selected.map(other => end / other))
    for (const [at, total] of expected.totals.entries()) {
      const mine = ours.totals[at] ?? Number.NaN
      const closest = Math.min(Math.abs(mine - total), ...ratios.map(ratio => Math.abs(mine * ratio - total)))
      expect(closest).toBeLessThan(1e-6)
      if ((model.result.labels[at] ?? -1) !== -1 && rows === own)
        expect(Math.abs(mine - total)).toBeLessThan(1e-9)
    }
  })
})

describe('golden files', () => {
  it('are all there, with every kind of distance', () => {
    expect(cases.map(({ name }) => name)).toEqual([
      'blobs-16d',
      'blobs-2d-leaf',
      'blobs-2d',
      'circles-2d',
      'densities-2d',
      'duplicates-2d',
      'graph-2d',
      'line-1d',
      'manhattan-2d',
      'moons-2d',
      'nested-16d',
      'noise-2d',
      'single-2d',
      'text-cosine',
    ])
    expect(new Set(cases.map(({ golden }) => golden.kind)).size).toBe(4)
  })
})
