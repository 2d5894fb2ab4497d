import type { Config } from '../config/config.ts'
import { withConfigHash } from '../config/config-hash.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { AlphaPlan, AlphaRun, ParentRun } from '../records/alpha-plan.ts'
import type { TraceId } from '../records/ids.ts'
import type { Sample } from '../records/sample.ts'
import { alphaPlanOf } from '../stages/gate/alpha-share.ts'
import { containingSample } from '../stages/sample/containing-sample.ts'
import { sampleDigest } from '../stages/sample/sample-digest.ts'
import { judgedByOf } from '../stages/trend/parse-kept-run.ts'

const HINT =
  'an extension is more of the same: use the config, flags and traces of the earlier run, or start a new one with `tidegate run`'

/** The part of the error rates this run may use: all that was announced for its size, less what earlier runs used. */
export function alphaPlanFor(config: Config, parent: ParentRun | undefined): AlphaPlan {
  const { targetSize, extendTo } = config.sampling
  const earlier = parent === undefined ? [] : [...parent.plan.earlier, lastOf(parent)]
  return amongCandidates(alphaPlanOf(targetSize, extendTo, earlier), config)
}

/** The run itself as a part of the chain; one of several candidates stands for what all of them could use. */
function lastOf({ runId, plan }: ParentRun): AlphaRun {
  const { pass, fail } = plan.share
  const candidates = plan.comparedCandidates ?? 1
  return { runId, targetSize: plan.targetSize, share: { pass: pass * candidates, fail: fail * candidates } }
}

/** Several candidates are first held to equal parts of the error rates: the first step of Holm. */
function amongCandidates(plan: AlphaPlan, { comparedCandidates }: Config): AlphaPlan {
  if (comparedCandidates === undefined) return plan
  const { pass, fail } = plan.share
  return {
    ...plan,
    share: { pass: pass / comparedCandidates, fail: fail / comparedCandidates },
    comparedCandidates,
  }
}

/**
 * That a config is the earlier run's but for the size, and the size is larger.
 *
 * @throws {ConfigError} saying what differs.
 */
export function checkSameConfig(
  config: Config,
  deps: Pick<Dependencies, 'judge' | 'judgeChecks'>,
  parent: ParentRun,
): void {
  const { targetSize } = parent.plan
  if (config.sampling.targetSize <= Math.max(targetSize, parent.size)) {
    throw new ConfigError(
      `Expected a size above the ${Math.max(targetSize, parent.size)} of ${parent.runId}, found ${config.sampling.targetSize}`,
      { path: '--target-size', hint: 'an extension only ever adds traces' },
    )
  }
  const asBefore = withConfigHash({ ...config, sampling: { ...config.sampling, targetSize } })
  if (asBefore.configHash !== parent.configHash) {
    throw new ConfigError(
      `Expected the config of ${parent.runId} (${parent.configHash.slice(0, 12)}), found another one (${asBefore.configHash.slice(0, 12)} at the same size)`,
      { path: 'config', hint: HINT },
    )
  }
  const judgedBy = judgedByOf({ judge: deps.judge.name, judges: deps.judgeChecks?.manifest })
  if (judgedBy !== parent.judgedBy) {
    throw new ConfigError(`Expected the judge of ${parent.runId} (${parent.judgedBy}), found ${judgedBy}`, {
      path: 'judge',
      hint: HINT,
    })
  }
}

/**
 * Draws a larger sample that holds the earlier one.
 *
 * @param draw - the sample of a given size.
 * @throws {ConfigError} when the earlier draw does not come out again: the population or its strata are others.
 */
export function extendedDraw(
  draw: (size: number) => Sample,
  parent: ParentRun,
): { readonly draw: (size: number) => Sample; readonly earlier: ReadonlySet<TraceId> } {
  const before = draw(parent.size)
  if (parent.sampleDigest !== undefined && sampleDigest(before) !== parent.sampleDigest) {
    throw new ConfigError(
      `Expected the traces that ${parent.runId} drew, found others: the traces of the window or their strata have changed`,
      { path: 'source', hint: HINT },
    )
  }
  const earlier = new Set(before.draws.map(({ traceId }) => traceId))
  return {
    earlier,
    draw: size => {
      if (size <= earlier.size) {
        throw new ConfigError(
          `Expected more than the ${earlier.size} traces of ${parent.runId}, found a budget that pays for ${size}`,
          { path: 'cost_controls.max_weekly_budget_usd', hint: 'raise it, or wait for the next window' },
        )
      }
      const { sample, kept } = containingSample(size, draw, earlier)
      if (kept === earlier.size) return sample
      const note = `${kept} of the ${earlier.size} traces of ${parent.runId} are in the larger sample: the others would be one too many of their session or customer`
      return { ...sample, notes: [...(sample.notes ?? []), note] }
    },
  }
}

/** What a reader must know of how the error rates of a chain of runs are spent; nothing of a run that stands alone. */
export function alphaSentences(
  { targetSize, share, earlier, extendTo, comparedCandidates }: AlphaPlan,
  parent: ParentRun | undefined,
): readonly string[] {
  const [last] = earlier.slice(-1)
  const percent = (part: number): string => `${Number((100 * part).toFixed(1))}%`
  const among =
    comparedCandidates === undefined
      ? []
      : [
          `One of ${comparedCandidates} candidates: this run alone may use ${percent(share.fail)} of the error rates; the comparison decides over all of them.`,
        ]
  if (last === undefined) {
    return extendTo !== undefined && targetSize < extendTo
      ? [
          ...among,
          `This run may use ${percent(share.pass)} of the error rates: the rest is kept for an extension to ${extendTo} traces (sampling.extend_to).`,
        ]
      : among
  }
  const spent = earlier.reduce((sum, run) => sum + run.share.pass, 0)
  return [
    ...among,
    `Extends ${last.runId}: ${percent(spent)} of the error rate of a PASS was spent before, ${percent(share.pass)} is used here; a FAIL is held to ${percent(share.fail)} of its own.`,
    ...(parent === undefined || parent.outcome === 'INCONCLUSIVE'
      ? []
      : [`${parent.runId} had decided ${parent.outcome}: this run does not take that back.`]),
    ...(share.pass > 0
      ? []
      : [
          'Nothing of the error rate of a PASS is left, so that only a drop can still be shown: sampling.extend_to announces an extension before the first run.',
        ]),
  ]
}
