import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'
import { drawSample } from '../stages/sample/draw-sample.ts'
import type { Run } from './create-run.ts'
import { fitToBudget } from './fit-to-budget.ts'
import { forecastRun } from './forecast-run.ts'
import { ingestSide, noneRead, redactAll, redactOnly, windowOf } from './ingest-side.ts'
import { samplingPlanOf, spreadsOf } from './sampling-plan-of.ts'
import { stratifyPopulation } from './stratify-population.ts'

export type PreparedRun = Awaited<ReturnType<typeof prepareRun>>

/** Everything up to the sample, which is as large as the budget pays for. Nothing is answered or judged yet. */
export async function prepareRun(run: Run, config: Config, deps: Dependencies) {
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const answers = await run.stage('candidate', advance =>
    deps.live?.candidate === undefined
      ? ingestSide('candidate', config, deps, advance)
      : Promise.resolve(noneRead('candidate')),
  )
  const flagged = await run.stage('adversarial', advance => ingestSide('adversarial', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))

  const population = await run.stage(
    'redact',
    () => redactAll(window.traces, 'baseline', deps),
    window.traces.length,
  )
  const candidates = await run.stage(
    'redact candidate',
    () => redactAll(answers.traces, 'candidate', deps),
    answers.traces.length,
  )
  const adversarial =
    flagged.weights === undefined
      ? redactAll(flagged.traces, 'adversarial', deps)
      : redactOnly(flagged.traces, deps)

  const { embeddings, strata, weeks, model, drift } = await stratifyPopulation(
    run,
    population,
    window.window,
    config,
    deps,
  )
  const traitsById = new Map(population.map(trace => [trace.traceId, trace]))
  const candidateById = new Map(candidates.map(trace => [trace.traceId, trace]))
  const spreads = spreadsOf(config, deps, window.window?.endMs, embeddings.modelId)
  const { sample, forecast } = await run.stage(
    'sample',
    () =>
      fitToBudget(
        config.sampling.targetSize,
        targetSize =>
          drawSample(strata, {
            ...samplingPlanOf(config),
            targetSize,
            traitsOf: traceId => traitsById.get(traceId),
            spreads,
          }),
        drawn =>
          forecastRun({ sample: drawn, population, adversarial, candidates: candidateById }, config, deps),
      ),
    population.length,
  )
  for (const note of sample.notes ?? []) deps.onWarning(`sample: ${note}`)

  return {
    production,
    answers,
    flagged,
    window,
    population,
    adversarial,
    candidateById,
    embeddings,
    strata,
    weeks,
    model,
    drift,
    sample,
    forecast,
  }
}
