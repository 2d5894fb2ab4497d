import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createLocalEmbeddingModel } from '../../src/models/local/create-local-embedding-model.ts'
import { classifierTest } from '../../src/numeric/classifier-test.ts'
import type { Matrix } from '../../src/numeric/matrix.ts'
import { meanDiscrepancyTest } from '../../src/numeric/mean-discrepancy.ts'
import { createRng, type Rng, shuffled } from '../../src/numeric/random.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'

type Row = { readonly text: string; readonly intent: string; readonly split: string; readonly domain: string }

const DOMAINS = ['banking', 'travel', 'small_talk']
/** Intents of one domain that make up the stratum. */
const INTENTS = 6
const SIZES = [50, 150]
const LEVEL = 0.01
const PERMUTATIONS = { draws: 500, maxDraws: 500 }

/** What the current window draws from: weights of the stratum's intents, then of requests of no intent. */
const CHANGES = {
  none: [1, 1, 1, 1, 1, 1, 0],
  'one intent x2': [2, 1, 1, 1, 1, 1, 0],
  'one intent x4': [4, 1, 1, 1, 1, 1, 0],
  '25% foreign': [1, 1, 1, 1, 1, 1, 2],
}

/** How often either test sees a change inside a stratum of real requests at the 1% level (CLINC150; TIDEGATE_DATA). */
export async function withinTable(repetitions: number) {
  const rows = clinc()
  const model = createLocalEmbeddingModel({ processes: 2 })
  const vectors = await model.embed(rows.map(({ text }) => text as RedactedText))
  const rng = createRng('within')
  return SIZES.flatMap(size =>
    Object.entries(CHANGES).map(([change, weights]) => {
      const found = { discrepancy: 0, classifier: 0, area: 0, discrepancyMs: 0, classifierMs: 0 }
      for (let at = 0; at < repetitions; at += 1) {
        const draw = drawer(rows, DOMAINS[at % DOMAINS.length] ?? '', rng)
        const [a, b] = [rowsOf(vectors, draw(CHANGES.none, size)), rowsOf(vectors, draw(weights, size))]
        const startMs = performance.now()
        const discrepancy = meanDiscrepancyTest(a, b, rng, PERMUTATIONS)
        const middleMs = performance.now()
        const classifier = classifierTest(a, b, rng, PERMUTATIONS)
        found.classifierMs += (performance.now() - middleMs) / repetitions
        found.discrepancyMs += (middleMs - startMs) / repetitions
        found.discrepancy += Number(discrepancy.pValue < LEVEL) / repetitions
        found.classifier += Number(classifier.pValue < LEVEL && classifier.area > 0.6) / repetitions
        found.area += classifier.area / repetitions
      }
      return { size, change, ...found }
    }),
  )
}

function clinc(): readonly Row[] {
  const file = join(resolve(process.env.TIDEGATE_DATA ?? '../shared/data'), 'intents/clinc150.jsonl.gz')
  const rows = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  const parsed = rows.map(line => JSON.parse(line) as Row)
  const foreign = parsed.filter(({ split }) => split === 'oos_test').slice(0, 300)
  return [...parsed.filter(({ domain, split }) => DOMAINS.includes(domain) && split !== 'test'), ...foreign]
}

/** Draws positions without repeating one, from six random intents of a domain and from requests of no intent. */
function drawer(rows: readonly Row[], domain: string, rng: Rng) {
  const positions = [...rows.keys()]
  const intents = [...new Set(rows.filter(row => row.domain === domain).map(({ intent }) => intent))]
  const groups = [...shuffled(intents, rng).slice(0, INTENTS), 'oos'].map(intent =>
    shuffled(
      positions.filter(at => rows[at]?.intent === intent),
      rng,
    ),
  )
  return (weights: readonly number[], size: number): readonly number[] => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const drawn: number[] = []
    while (drawn.length < size) {
      let left = rng.nextFloat() * total
      const group = weights.findIndex(weight => {
        left -= weight
        return left < 0
      })
      const position = groups[group]?.pop()
      if (position !== undefined) drawn.push(position)
    }
    return drawn
  }
}

function rowsOf({ data, columns }: Matrix, positions: readonly number[]): Matrix {
  const picked = new Float64Array(positions.length * columns)
  for (const [at, row] of positions.entries())
    picked.set(data.subarray(row * columns, (row + 1) * columns), at * columns)
  return { data: picked, rows: positions.length, columns }
}
