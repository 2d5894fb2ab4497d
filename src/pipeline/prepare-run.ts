import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { ParentRun } from '../records/alpha-plan.ts'
import type { TraceId } from '../records/ids.ts'
import type { Sample } from '../records/sample.ts'
import type { Strata } from '../records/strata.ts'
import type { RedactedTrace, Trace } from '../records/trace.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'
import { drawSample } from '../stages/sample/draw-sample.ts'
import { wholeSample } from './compare/resample.ts'
import type { Run } from './create-run.ts'
import { extendedDraw } from './extend-run.ts'
import { fitToBudget } from './fit-to-budget.ts'
import { forecastRun } from './forecast-run.ts'
import { ingestSide, noneRead, redactAll, redactOnly, windowOf } from './ingest-side.ts'
import { type PlacedSuite, placeSuite, strataOfItems } from './place-suite.ts'
import { readRunSuite } from './read-run-suite.ts'
import { requireAnswers } from './require-answers.ts'
import { samplingPlanOf, spreadsOf } from './sampling-plan-of.ts'
import { stratifyPopulation } from './stratify-population.ts'
import { suiteRequests } from './suite-requests.ts'
import { checkLiveSides, synthesisePopulation } from './synthesise-population.ts'

/** A frozen set in the place of a sample of the traffic. */
function frozenSuite(
  suite: PlacedSuite | undefined,
  traffic: Strata,
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
  config: Config,
  deps: Dependencies,
) {
  if (suite === undefined) {
    throw new ConfigError('Expected `sampling.suite` for `sampling.strategy: static`, found none', {
      path: 'sampling.suite',
      hint: 'name the suite to be replayed: promptfoo, Inspect, CSV or JSON Lines (docs/compare.md)',
    })
  }
  const items = suiteRequests(suite.suite, candidates, config, deps)
  return { requests: items.map(({ trace }) => trace), strata: strataOfItems(traffic, items, suite.homes) }
}

/** All sides read and redacted. A function of its own: the traces as they were recorded are let go when it returns. */
async function readSides(run: Run, config: Config, deps: Dependencies) {
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const answers = await run.stage('candidate', advance =>
    deps.live?.candidate === undefined
      ? ingestSide('candidate', config, deps, advance)
      : Promise.resolve(noneRead('candidate')),
  )
  const flagged = await run.stage('adversarial', advance => ingestSide('adversarial', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))
  if (deps.live?.candidate === undefined && config.sampling.strategy !== 'static') {
    const unanswered = requireAnswers(window.traces, answers.traces)
    if (unanswered !== undefined) deps.onWarning(unanswered)
  }
  const named = await readRunSuite(config, deps)

  const synthetic =
    deps.synthetic === undefined
      ? undefined
      : await synthesisePopulation(
          run,
          production,
          window.traces,
          flagged.weights === undefined ? flagged.traces : [],
          window.window,
          config,
          deps,
        )
  const population =
    synthetic?.population ??
    (await run.stage(
      'redact',
      () => redactAll(window.traces, 'baseline', deps, production),
      window.traces.length,
    ))
  const candidates = await run.stage(
    'redact candidate',
    () => redactAll(answers.traces, 'candidate', deps),
    answers.traces.length,
  )
  const adversarial =
    flagged.weights !== undefined
      ? await redactOnly(flagged.traces, deps)
      : // Of a plain file under synthetic privacy, twins are made once production was seen to fail on them.
        synthetic === undefined
        ? await redactAll(flagged.traces, 'adversarial', deps)
        : []
  return {
    production: { ids: idsOf(production.traces), report: production.report },
    answers: { ids: idsOf(answers.traces), report: answers.report },
    flagged: {
      ids: idsOf(flagged.traces),
      report: flagged.report,
      weights: flagged.weights,
      set: flagged.set,
    },
    window: { window: window.window, outside: window.outside },
    named,
    /** Where the traffic is synthetic. */
    synthetic,
    population,
    candidates,
    adversarial,
  }
}

function idsOf(traces: readonly Trace[]): readonly TraceId[] {
  return traces.map(({ traceId }) => traceId)
}

/** Everything up to the sample, which is as large as the budget pays for. Nothing is answered or judged yet. */
export async function prepareRun(run: Run, config: Config, deps: Dependencies, parent?: ParentRun) {
  checkLiveSides(deps)
  const sides = await readSides(run, config, deps)
  const { window, named, synthetic, population, candidates, adversarial } = sides
  const stratified = await stratifyPopulation(run, population, window.window, config, deps, synthetic?.strata)
  const { intents, embeddings, strata: traffic, weeks, model, drift } = stratified
  const suite =
    named === undefined ? undefined : await run.stage('suite', () => placeSuite(named, stratified, deps))
  const candidateById = new Map(candidates.map(trace => [trace.traceId, trace]))
  const frozen =
    config.sampling.strategy === 'static'
      ? frozenSuite(suite, traffic, candidateById, config, deps)
      : undefined
  const requests = frozen?.requests ?? population
  const strata = frozen?.strata ?? traffic
  const traitsById = new Map(requests.map(trace => [trace.traceId, trace]))
  const spreads = spreadsOf(config, deps, window.window?.endMs, embeddings.modelId)
  const plan = samplingPlanOf(config, requests)
  const drawOf = (targetSize: number): Sample =>
    frozen !== undefined
      ? wholeSample(strata, config.seed)
      : drawSample(strata, {
          ...plan,
          targetSize,
          traitsOf: traceId => traitsById.get(traceId),
          spreads,
        })
  const extended = parent === undefined ? undefined : extendedDraw(drawOf, parent)
  const { sample, forecast } = await run.stage(
    'sample',
    () =>
      fitToBudget(config.sampling.targetSize, extended?.draw ?? drawOf, drawn =>
        forecastRun(
          { sample: drawn, population: requests, adversarial, candidates: candidateById },
          config,
          deps,
        ),
      ),
    population.length,
  )
  for (const note of sample.notes ?? []) deps.onWarning(`sample: ${note}`)

  return {
    ...sides,
    /** What is replayed: the traffic, or with `static` the suite; `strata` are theirs. */
    requests,
    /** The strata of the traffic itself. */
    traffic,
    suite,
    candidateById,
    intents,
    embeddings,
    strata,
    weeks,
    model,
    drift,
    sample,
    /** Of them, those an earlier run drew. */
    earlier: extended?.earlier,
    forecast,
  }
}
