import { createRng, type Rng } from '../../../../numeric/random.ts'
import type { Embeddings } from '../../../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../../../records/ids.ts'
import type { Intent } from '../../../../records/intent.ts'
import type { RedactedText } from '../../../../records/redacted-text.ts'
import type { Strata } from '../../../../records/strata.ts'

const DIMENSIONS = 24

export type PlantedIntent = {
  /** Decides where the requests lie: equal topics lie in the same place week after week. */
  readonly topic: string
  readonly count: number
  /** Cluster the requests are in; default the topic; `noise` for none. */
  readonly cluster?: string
  /** Mean length of the random part beside a topic of length 1; default 0.45. */
  readonly spread?: number
}

export type PlantedWeek = {
  readonly embeddings: Embeddings
  readonly intents: readonly Intent[]
  /** Ids `c01`, `c02`, ... by descending size, as `stratify` gives them; labels are the names of the clusters. */
  readonly strata: Strata
  readonly startedAtMs: ReadonlyMap<TraceId, number>
}

/** A week of requests around given directions, with the clusters a perfect clustering would find. */
export function plantedWeek(seed: string, planted: readonly PlantedIntent[], startMs = 0): PlantedWeek {
  const rng = createRng(`planted/${seed}`)
  const rows = planted.flatMap(({ topic, count, cluster = topic, spread = 0.45 }) => {
    const centre = directionOf(createRng(`topic/${topic}`))
    return Array.from({ length: count }, () => ({
      cluster,
      vector: near(centre, spread * (0.4 + 1.2 * rng.nextFloat()), rng),
    }))
  })
  const traces = rows.map((row, at) => ({
    ...row,
    traceId: `${seed}-${String(at).padStart(5, '0')}` as TraceId,
  }))
  const byCluster = Map.groupBy(traces, ({ cluster }) => cluster)
  const named = [...byCluster].filter(([name]) => name !== 'noise').sort((a, b) => b[1].length - a[1].length)
  const noise = byCluster.get('noise')
  const all = [...named, ...(noise === undefined ? [] : [['noise', noise] as const])]
  return {
    embeddings: {
      traceIds: traces.map(({ traceId }) => traceId),
      vectors: {
        data: Float32Array.from(traces.flatMap(({ vector }) => [...vector])),
        rows: traces.length,
        columns: DIMENSIONS,
      },
      modelId: 'planted',
    },
    intents: traces.map(({ traceId }) => ({ traceId, text: wordOf(traceId) as RedactedText })),
    strata: {
      populationSize: traces.length,
      strata: all.map(([name, members], at) => ({
        id: (name === 'noise' ? 'noise' : `c${String(at + 1).padStart(2, '0')}`) as StratumId,
        kind: name === 'noise' ? ('noise' as const) : ('cluster' as const),
        label: name,
        keywords: [name],
        members: members.map(({ traceId }) => traceId),
        share: members.length / traces.length,
        persistence: name === 'noise' ? undefined : 0.5,
        exampleRequests: [],
      })),
    },
    startedAtMs: new Map(traces.map(({ traceId }, at) => [traceId, startMs + (at % 7) * 86_400_000])),
  }
}

/** `count` requests that resemble nothing: a topic each. */
export function strays(seed: string, count: number): readonly PlantedIntent[] {
  return Array.from({ length: count }, (_, at) => ({
    topic: `stray/${seed}/${at}`,
    count: 1,
    cluster: 'noise',
  }))
}

/** Letters alone: texts that differ in their digits only are one request. */
function wordOf(traceId: string): string {
  return [...traceId].map(character => String.fromCharCode(97 + (character.charCodeAt(0) % 26))).join('')
}

function near(centre: Float64Array, spread: number, rng: Rng): Float64Array {
  const away = directionOf(rng)
  return unit(centre.map((value, at) => value + spread * away[at]!))
}

function directionOf(rng: Rng): Float64Array {
  return unit(
    Float64Array.from(
      { length: DIMENSIONS },
      () => rng.nextFloat() + rng.nextFloat() + rng.nextFloat() - 1.5,
    ),
  )
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}
