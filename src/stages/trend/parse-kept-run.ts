import { z } from 'zod'
import { FAILURE_MODES } from '../../records/failure-mode.ts'
import type { RunId } from '../../records/ids.ts'
import type { KeptRun } from '../../records/kept-run.ts'

const number = z.number()
const interval = z.tuple([number, number])
const runId = z.string().transform(text => text as RunId)
const share = z.object({ estimate: number, interval, n: number })
const endpoint = z.object({ estimate: number.nullable(), n: number, standardError: number.nullable() })
const gate = z.object({
  verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'not-evaluated']),
  estimate: number.nullable(),
  interval: interval.nullable(),
  n: number,
})
const alphaShare = z.object({ pass: number, fail: number })
const alphaPlan = z.object({
  targetSize: number,
  extendTo: number.nullable().transform(value => value ?? undefined),
  share: alphaShare,
  earlier: z.array(z.object({ runId, targetSize: number, share: alphaShare })),
  comparedCandidates: number.optional(),
})
const judge = z.object({ asks: z.string(), model: z.string(), rubric: z.string(), rubricHash: z.string() })
const result = z.object({
  kind: z.literal('tidegate-result'),
  schemaVersion: z.literal(1),
  runId,
  outcome: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
  gates: z.object({ global: gate.extend({ endpoints: z.array(endpoint) }), outcome: gate }),
  sample: z.object({ population: number, size: number, seed: z.string(), digest: z.string().nullish() }),
  coverage: z.object({ sample: z.object({ traffic: share.nullable() }).nullable() }).nullish(),
  baseline: z
    .object({
      outcome: share.nullable(),
      modes: z.array(share.extend({ mode: z.enum(FAILURE_MODES) })),
      n: number,
    })
    .nullish(),
  alphaPlan: alphaPlan.nullish(),
  stratumModel: z.object({ modelId: z.string(), change: z.string() }).nullish(),
  cost: z.object({ picoUsd: number.nullable() }),
  manifest: z.object({
    configHash: z.string(),
    candidateName: z.string().optional(),
    embeddingModel: z.string(),
    judge: z.string(),
    judges: z.array(judge).optional(),
    window: z.object({ startMs: number, endMs: number }).nullable(),
  }),
})

type Result = z.output<typeof result>

/**
 * What a kept JSON result says of its run (docs/result-format.md); what an earlier version did not keep is null.
 *
 * @param finishedAtMs - of the store's row.
 * @returns undefined for a text that is no result of a version this one reads.
 */
export function parseKeptRun(report: string, finishedAtMs: number | undefined): KeptRun | undefined {
  const parsed = result.safeParse(jsonOf(report))
  if (!parsed.success) return undefined
  const { manifest, sample, ...run } = parsed.data
  const judges = manifest.judges ?? []
  return {
    runId: run.runId,
    finishedAtMs,
    configHash: manifest.configHash,
    seed: sample.seed,
    ...(manifest.candidateName === undefined ? {} : { candidateName: manifest.candidateName }),
    outcome: run.outcome,
    window: manifest.window,
    sample: { size: sample.size, population: sample.population, digest: sample.digest ?? null },
    delta: deltaOf(run.gates),
    coverage: run.coverage?.sample?.traffic ?? null,
    baseline: run.baseline ?? null,
    costPicoUsd: run.cost.picoUsd,
    judge: manifest.judge,
    judgedBy: judgedByOf(manifest),
    rubrics: judges.map(({ asks, rubric, rubricHash }) => ({ asks, rubric, rubricHash })),
    models: judges.map(({ asks, model }) => ({ asks, model })),
    embeddingModel: manifest.embeddingModel,
    stratumModel: run.stratumModel ?? null,
    alphaPlan: run.alphaPlan ?? null,
  }
}

/** Who judged under which rubrics, as words to compare and show. */
export function judgedByOf(manifest: {
  readonly judge: string
  readonly judges?:
    | readonly { readonly model: string; readonly rubric: string; readonly rubricHash: string }[]
    | undefined
}): string {
  const judges = manifest.judges ?? []
  return [manifest.judge, ...judges.map(each => `${each.model} ${each.rubric} ${each.rubricHash}`)].join('; ')
}

function deltaOf({ global, outcome }: Result['gates']): KeptRun['delta'] {
  for (const [name, found] of [['global', global] as const, ['outcome', outcome] as const]) {
    const { verdict, estimate, interval: bounds, n } = found
    if (verdict === 'not-evaluated' || estimate === null || bounds === null) continue
    const shown = global.endpoints.find(each => each.n === n && each.estimate === estimate)
    return { gate: name, estimate, interval: bounds, standardError: shown?.standardError ?? null }
  }
  return null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
