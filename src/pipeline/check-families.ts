import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { isSameFamily } from '../stages/calibrate/judge-family.ts'

/**
 * Whether the judge is of the family of a side: judges prefer answers of their own kind (product definition 8). A
 * model nobody names, or of no known family, is no reason.
 *
 * @throws {ConfigError} when it is and the config does not allow it, or allows it without a judge that checks it.
 */
export function checkFamilies(
  population: readonly RedactedTrace[],
  candidates: Iterable<RedactedTrace>,
  config: Config,
  deps: Pick<Dependencies, 'live' | 'judgeChecks'>,
): void {
  const judges = deps.judgeChecks?.manifest ?? []
  if (judges.length === 0) return
  const { live } = deps
  const sides = {
    candidate: live?.candidate === undefined ? modelsOf(candidates) : [live.candidate.name],
    baseline: live?.baseline === undefined ? modelsOf(population) : [live.baseline.name],
  }
  for (const [side, models] of Object.entries(sides)) {
    for (const { model } of judges) {
      const kin = models.find(other => isSameFamily(model, other) === true)
      if (kin === undefined || isAllowed(config, deps, model)) continue
      throw new ConfigError(`Expected a judge of another family than the ${side}'s ${kin}, found ${model}`, {
        path: 'judge.allow_same_family',
        hint: config.judge.allowSameFamily
          ? 'name a judge of another family in `judge.secondary`: it checks this one on 200 random pairs'
          : 'name a judge of another maker, or set `judge.allow_same_family: true` and `judge.secondary`',
      })
    }
  }
}

function isAllowed(config: Config, deps: Pick<Dependencies, 'judgeChecks'>, model: string): boolean {
  const secondary = deps.judgeChecks?.secondary
  return (
    config.judge.allowSameFamily &&
    secondary !== undefined &&
    isSameFamily(secondary.judge.name, model) !== true
  )
}

function modelsOf(traces: Iterable<RedactedTrace>): readonly string[] {
  const models = new Set<string>()
  for (const { model } of traces) if (model !== undefined) models.add(model)
  return [...models].toSorted()
}
