import { createRng } from '../../numeric/random.ts'
import { sum } from '../../numeric/sum.ts'
import type { Calibration, JudgeIdentity } from '../../records/calibration.ts'
import type { JudgeControls } from '../../records/judge-controls.ts'
import { figuresOf } from './figures-of.ts'
import type { LabelledVotes } from './labelled-votes.ts'

export type CalibrateOptions = {
  readonly identity: JudgeIdentity
  readonly labelsHash: string
  readonly calibratedAtMs: number
  /** Intervals are drawn from it. */
  readonly seed: string
  readonly controls?: JudgeControls | undefined
}

const P95 = 0.95

/** What the votes of one judge under one rubric on labelled pairs show, over all pairs and for each slice. */
export function calibrate(items: readonly LabelledVotes[], options: CalibrateOptions): Calibration {
  const { identity, labelsHash, calibratedAtMs, seed, controls = null } = options
  const figures = (of: readonly LabelledVotes[], slice: string | null) =>
    figuresOf(of, createRng(JSON.stringify(['tidegate/calibrate/1', seed, identity.judge, slice])))
  const slices = [...new Set(items.flatMap(({ slice }) => slice ?? []))].sort()
  return {
    identity,
    calibratedAtMs,
    seed,
    labelsHash,
    overall: figures(items, null),
    slices: slices.map(slice => ({
      slice,
      figures: figures(
        items.filter(item => item.slice === slice),
        slice,
      ),
    })),
    controls,
    tokens: tokensOf(items),
    costPicoUsd: costOf(items),
  }
}

function tokensOf(items: readonly LabelledVotes[]): Calibration['tokens'] {
  const usages = items.flatMap(({ votes }) => votes.flatMap(({ usage }) => usage ?? []))
  if (usages.length === 0) return null
  const inputs = usages.map(
    ({ inputTokens, cacheReadTokens, cacheWriteTokens }) =>
      inputTokens + cacheReadTokens + sum(Object.values(cacheWriteTokens)),
  )
  const outputs = usages.map(({ outputTokens }) => outputTokens).sort((a, b) => a - b)
  return {
    meanInput: sum(inputs) / inputs.length,
    p95Output: outputs[Math.ceil(outputs.length * P95) - 1] ?? 0,
  }
}

function costOf(items: readonly LabelledVotes[]): number | null {
  const costs = items.flatMap(({ votes }) => votes.map(({ costPicoUsd }) => costPicoUsd))
  const known = costs.filter(cost => cost !== undefined)
  return known.length < costs.length ? null : known.reduce((total, cost) => total + cost, 0)
}
