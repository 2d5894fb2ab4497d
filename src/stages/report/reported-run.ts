import { z } from 'zod'
import { ConfigError } from '../../errors/config-error.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { FAILURE_MODES } from '../../records/failure-mode.ts'
import { renderJson } from './json.ts'

const number = z.number()
const nullable = number.nullable()
const interval = z.tuple([number, number]).nullable()
const gate = z.object({
  verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'not-evaluated']),
  estimate: nullable,
  interval,
  n: number,
  reason: z.string(),
})
const endpoint = gate.extend({ endpoint: z.enum(['structured', 'preference', 'outcome']) })
const mode = z.object({
  mode: z.enum(FAILURE_MODES),
  baseline: number,
  candidate: number,
  n: number,
  // Results of before there were intervals of modes have none.
  estimate: nullable.default(null),
  interval: interval.default(null),
  adjustedPValue: nullable,
  finding: z.enum(['regression', 'warning', 'none']),
  where: z.array(z.string()),
})
const slice = z.object({
  family: z.string(),
  name: z.string(),
  n: number,
  won: number,
  lost: number,
  estimate: nullable,
  interval,
  adjustedPValue: nullable,
  isRegression: z.boolean(),
})
const attribution = z.object({
  subject: z.string(),
  flag: z.string(),
  state: z.string(),
  pairs: number,
  won: number,
  lost: number,
  elsewhere: z.object({ pairs: number, won: number, lost: number }),
  adjustedPValue: number,
  finding: z.enum(['carrier', 'concentrated', 'none']),
})
const judge = z.object({
  pairs: number,
  votes: number,
  cached: z.object({ exact: number, semantic: number }),
  unresolved: number,
  costPicoUsd: nullable,
})
const result = z.object({
  kind: z.literal('tidegate-result'),
  schemaVersion: z.literal(1),
  runId: z.string(),
  outcome: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(4)]),
  reasons: z.array(z.string()),
  gates: z.object({
    global: gate.extend({
      endpoints: z.array(endpoint),
      smallestDetectableDifference: nullable,
      pairsToResolve: nullable,
    }),
    outcome: gate.extend({
      paired: z.object({ won: number, lost: number, tied: number, pValue: nullable, pValueWorse: nullable }),
      improved: z.array(z.string()),
      regressed: z.array(z.string()),
    }),
    adversarial: gate,
    slices: gate.extend({ findings: z.array(slice) }),
    modes: gate.extend({ findings: z.array(mode) }),
  }),
  flagAttribution: z.array(attribution).nullish(),
  sample: z.object({ population: number, size: number, seed: z.string(), allocation: z.string() }),
  // What earlier versions counted otherwise is not shown rather than refused.
  judge: judge.nullish().catch(null),
  drift: z.object({ reasons: z.array(z.string()) }).nullish(),
  traceLinks: z.record(z.string(), z.string()).nullish(),
  cost: z.object({ picoUsd: nullable }),
  manifest: z.object({
    tidegateVersion: z.string(),
    configHash: z.string(),
    embeddingModel: z.string(),
    judge: z.string(),
    isJudgeLanguageModel: z.boolean(),
    scorers: z.array(z.string()).optional(),
    substitutions: z.array(z.string()),
    window: z.object({ startMs: number, endMs: number }).nullable(),
  }),
  timing: z.object({ stages: z.array(z.object({ stage: z.string(), durationMs: number })) }),
})

/** What Markdown, JUnit and CI show of a run: a part of its JSON result (docs/result-format.md). */
export type ReportedRun = z.output<typeof result>

/** What reports show of a run that has just ended: the same as of one that the store kept. */
export function reportedRunOf(evaluation: Evaluation): ReportedRun {
  return parseReportedRun(renderJson(evaluation))
}

/**
 * What reports show of a kept JSON result.
 *
 * @throws {ConfigError} when the text is no result of a version this one reads.
 */
export function parseReportedRun(json: string): ReportedRun {
  const parsed = result.safeParse(jsonOf(json))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ConfigError(
    `Expected a result of \`tidegate run\`, found something else at ${issue?.path.join('.') || 'the top'}`,
    { path: 'run', hint: 'a run of an incompatible version: run it again' },
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
