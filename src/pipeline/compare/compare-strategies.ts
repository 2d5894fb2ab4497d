import { setImmediate } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { Dependencies } from '../../dependencies.ts'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import { createRng, shuffled } from '../../numeric/random.ts'
import { type Comparison, STRATEGIES, type Strategy, type StrategyRow } from '../../records/comparison.ts'
import type { Decision } from '../../records/decision.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { coverageOf } from '../../stages/coverage/coverage-of.ts'
import { failureModesOf } from '../../stages/judge/failure-modes-of.ts'
import { drawSample } from '../../stages/sample/draw-sample.ts'
import { createRun } from '../create-run.ts'
import { earlierShare, judgedShare } from '../forecast-run.ts'
import { ingestSide, redactOnly } from '../ingest-side.ts'
import { historicalScore } from '../read-run-suite.ts'
import { gatePolicyOf, samplingPlanOf, spreadsOf } from '../sampling-plan-of.ts'
import { type Fault, faultInWords } from './fault.ts'
import { createPairBook, type PairBook } from './pair-book.ts'
import { type PreparedComparison, prepareComparison } from './prepare-comparison.ts'
import { type Arm, decideSample, drawFates, homesOf, judgeOnly, LONE_JUDGE, wholeSample } from './resample.ts'
import { strategyCost } from './strategy-cost.ts'
import { changesToHold, coverageOfItems } from './suite-coverage.ts'
import { createTally, type Said } from './tally.ts'

export type CompareOptions = { readonly resamples: number; readonly fault: Fault }

/** Draws a strategy's cost is averaged over. */
const COSTED_DRAWS = 20
const ARMS: readonly Arm[] = ['fault', 'null']

/**
 * The article's table of strategies with measured numbers: a stated fault is put into copies of production's recorded
 * answers, or none, many times over, and every strategy looks at the result through the sampler, the checks and the
 * gate of a run. Reads, embeds and stratifies once; a resample is a new seed for who is drawn and who fails.
 *
 * Asks no model but the embedding's: copies that are equal tie, and faults are found by rules. The permanent set of
 * reported failures takes no part: its recorded answers fail by selection, and so would their copies.
 *
 * @throws {PipelineError} what stops a run.
 */
export async function compareStrategies(
  config: Config,
  deps: Dependencies,
  { resamples, fault }: CompareOptions,
): Promise<Comparison> {
  const run = createRun(deps)
  const prepared = await prepareComparison(run, config, deps)
  const book = createPairBook(prepared.traces, fault, config.seed)
  const suiteBook = createPairBook(prepared.suite.traces, fault, config.seed)
  const bench = workbench(config, deps, prepared)
  const tallies = new Map(STRATEGIES.map(strategy => [strategy, createTally()]))
  const drawn = new Map<Strategy, Sample[]>(STRATEGIES.map(strategy => [strategy, []]))
  await run.stage(
    'resample',
    async advance => {
      for (let round = 0; round < resamples; round++) {
        // Ctrl-C is heard between two rounds.
        await setImmediate()
        if (deps.signal.aborted)
          throw new InterruptedError('Interrupted', { hint: 'run the same command again' })
        const seed = `${config.seed}|compare|${round}`
        const samples = bench.samplesOf(seed)
        for (const [strategy, sample] of samples) {
          if (round < COSTED_DRAWS) drawn.get(strategy)?.push(sample)
        }
        const fates = drawFates(book, fault, createRng(seed))
        const suiteFates = drawFates(suiteBook, fault, createRng(`${seed}|suite`))
        for (const arm of ARMS) {
          for (const [strategy, sample] of samples) {
            const isStatic = strategy === 'static'
            const said =
              sample.draws.length === 0
                ? NOTHING
                : saidOf(
                    await decideSample(
                      sample,
                      isStatic ? prepared.suite.strata : prepared.strata,
                      isStatic ? bench.suitePositions : bench.positions,
                      isStatic ? suiteBook : book,
                      isStatic ? suiteFates : fates,
                      arm,
                      bench.policy,
                    ),
                  )
            tallies.get(strategy)?.add(arm, said)
          }
          const { targetSize } = config.sampling
          const alone = judgeOnly(book, fates, arm, { targetSize, seed, policy: bench.policy })
          tallies.get('judge_only')?.add(arm, { verdict: alone.verdict, byDifference: undefined })
        }
        advance(round + 1)
      }
    },
    resamples,
  )
  const rows = await run.stage('table', () => tableOf(config, deps, prepared, bench, { tallies, drawn }))
  const befalls = book.canBeFaulty.filter(Boolean).length
  const { weeks, suite } = prepared
  return {
    resamples,
    targetSize: config.sampling.targetSize,
    fault: {
      kind: fault.kind,
      rate: fault.rate,
      tier: fault.tier ?? null,
      inWords: faultInWords(fault),
      befalls,
      trafficDrop: (fault.rate * befalls) / Math.max(1, prepared.traces.length),
    },
    weeks: weeks.map(({ window, traces }) => ({
      startMs: window?.startMs ?? null,
      endMs: window?.endMs ?? null,
      traces: traces.length,
    })),
    strata: prepared.strata.strata.filter(({ kind }) => kind === 'cluster').length,
    suite: {
      name: suite.suite.name,
      isStandIn: suite.isStandIn,
      items: suite.suite.items.length,
      unanswered: suite.suite.items.length - suite.traces.length,
      historical: historicalScore(suite.suite),
      production:
        suite.traces.length === 0
          ? null
          : {
              passed: suite.traces.filter(trace => failureModesOf({ kind: 'completed', trace }).length === 0)
                .length,
              of: suite.traces.length,
            },
    },
    rows,
    loneJudge: LONE_JUDGE,
    notes: notesOf(prepared, book, befalls),
    ingest: prepared.report,
    manifest: {
      tidegateVersion: deps.version,
      configHash: config.configHash,
      seed: config.seed,
      embeddingModel: prepared.embeddings.modelId,
      substitutions: deps.substitutions,
      window: weeks.at(-1)?.window,
      redactions: deps.redactText.counts(),
    },
    timings: run.timings,
  }
}

const NOTHING: Said = { verdict: 'INCONCLUSIVE', byDifference: 'INCONCLUSIVE' }

function saidOf({ outcome, gates }: Decision): Said {
  const { global, outcome: recorded } = gates
  // With recorded outcomes the difference of the outcomes is the headline.
  const difference = global.verdict === 'not-evaluated' ? recorded.verdict : global.verdict
  return { verdict: outcome, byDifference: difference }
}

type Bench = ReturnType<typeof workbench>

/** What every resample needs and none changes. */
function workbench(config: Config, deps: Dependencies, prepared: PreparedComparison) {
  const { traces, strata, suite, embeddings, weeks } = prepared
  const traits = new Map(traces.map(trace => [trace.traceId, trace]))
  const spreads = spreadsOf(config, deps, weeks.at(-1)?.window?.endMs, embeddings.modelId)
  const frozen = wholeSample(suite.strata, config.seed)
  const plan = samplingPlanOf(config, traces)
  const sampleOf = (population: Strata, strategy: 'replay' | 'cluster_stratified', seed: string): Sample =>
    drawSample(population, {
      ...plan,
      strategy,
      seed,
      traitsOf: traceId => traits.get(traceId),
      spreads,
    })
  return {
    policy: gatePolicyOf(config, { share: { pass: 1, fail: 1 } }),
    positions: positionsOf(traces),
    suitePositions: positionsOf(suite.traces),
    sampleOf,
    samplesOf: (seed: string): readonly (readonly [Strategy, Sample])[] => [
      ['static', frozen],
      ['replay', sampleOf(strata, 'replay', seed)],
      ['cluster_stratified', sampleOf(strata, 'cluster_stratified', seed)],
    ],
  }
}

function positionsOf(traces: readonly RedactedTrace[]): ReadonlyMap<TraceId, number> {
  return new Map(traces.map(({ traceId }, position) => [traceId, position]))
}

type Measured = {
  readonly tallies: ReadonlyMap<Strategy, ReturnType<typeof createTally>>
  readonly drawn: ReadonlyMap<Strategy, readonly Sample[]>
}

async function tableOf(
  config: Config,
  deps: Dependencies,
  prepared: PreparedComparison,
  bench: Bench,
  { tallies, drawn }: Measured,
): Promise<readonly StrategyRow[]> {
  const { weeks, traces, suite } = prepared
  const share = await shareOf(config, deps, traces)
  const byId = new Map([...traces, ...suite.traces].map(trace => [trace.traceId, trace]))
  const half = Math.floor(Math.min(config.sampling.targetSize, traces.length) / 2)
  return STRATEGIES.map(strategy => {
    const samples = drawn.get(strategy) ?? []
    const draws =
      strategy === 'judge_only'
        ? Array.from({ length: COSTED_DRAWS }, (_, round) =>
            shuffled(traces, createRng(`${config.seed}|judge-only|${round}`)).slice(0, 2 * half),
          )
        : samples.map(sample => sample.draws.flatMap(({ traceId }) => byId.get(traceId) ?? []))
    const isStatic = strategy === 'static'
    const tally = tallies.get(strategy) ?? createTally()
    return {
      strategy,
      size: draws.reduce((sum, each) => sum + each.length, 0) / Math.max(1, draws.length),
      coverage: {
        ...coverageNow(strategy, prepared, samples, draws),
        weeks: weeks.map(week => weekCoverage(strategy, week.strata, config, prepared, bench)),
      },
      changesPerWeek:
        weeks.length < 2
          ? null
          : isStatic
            ? changesToHold(
                weeks.map(week => week.strata),
                suite.homes,
              )
            : 0,
      ...tally.rates(),
      isBeforeRelease: strategy !== 'judge_only',
      // A suite is the same every time.
      cost: strategyCost(strategy, isStatic ? draws.slice(0, 1) : draws, share, config, deps),
    }
  })
}

/** How many pairs only a judge can decide: counted in the candidate's recording, else as earlier runs had it. */
async function shareOf(config: Config, deps: Dependencies, traces: readonly RedactedTrace[]) {
  if (config.candidate?.kind !== 'recorded') return earlierShare(deps)
  const recorded = await ingestSide('candidate', config, deps, () => undefined)
  const answers = await redactOnly(recorded.traces, deps)
  const candidates = new Map(answers.map(trace => [trace.traceId, trace]))
  const asked = traces.filter(({ traceId }) => candidates.has(traceId))
  return judgedShare(asked, { candidates }, deps)
}

function coverageNow(
  strategy: Strategy,
  { strata, embeddings, suite }: PreparedComparison,
  samples: readonly Sample[],
  draws: readonly (readonly RedactedTrace[])[],
): { readonly now: number | null; readonly near: number | null } {
  const rowOf = new Map(embeddings.traceIds.map((traceId, row) => [traceId, row]))
  const homes = homesOf(strata)
  const items =
    strategy === 'static'
      ? suite.isStandIn
        ? []
        : suite.suite.items.map(({ trace }, at) => ({ id: trace.traceId, home: suite.homes[at] }))
      : strategy === 'judge_only'
        ? (draws[0] ?? [])
            .slice(0, Math.floor((draws[0]?.length ?? 0) / 2))
            .map(({ traceId }) => ({ id: traceId, home: homes.get(traceId) }))
        : (samples[0]?.draws ?? []).map(({ traceId, stratumId }) => ({ id: traceId, home: stratumId }))
  if (strategy === 'static' && suite.isStandIn) {
    return { now: coverageOfItems(strata, suite.homes), near: null }
  }
  const { columns } = embeddings.vectors
  const data = new Float32Array(items.length * columns)
  for (const [at, { id }] of items.entries()) {
    const row = rowOf.get(id) ?? 0
    data.set(embeddings.vectors.data.subarray(row * columns, (row + 1) * columns), at * columns)
  }
  const coverage = coverageOf(strata, embeddings, {
    vectors: { data, rows: items.length, columns },
    strata: items.map(({ home }) => home),
  })
  return { now: coverage.traffic?.estimate ?? null, near: coverage.near?.estimate ?? null }
}

function weekCoverage(
  strategy: Strategy,
  strata: Strata,
  config: Config,
  { suite }: PreparedComparison,
  bench: Bench,
): number | null {
  if (strategy === 'static') return coverageOfItems(strata, suite.homes)
  if (strategy === 'judge_only') {
    const homes = [...homesOf(strata).values()]
    const half = Math.floor(Math.min(config.sampling.targetSize, homes.length) / 2)
    return coverageOfItems(
      strata,
      shuffled(homes, createRng(`${config.seed}|judge-only-week`)).slice(0, half),
    )
  }
  const { draws } = bench.sampleOf(strata, strategy, config.seed)
  return coverageOfItems(
    strata,
    draws.map(({ stratumId }) => stratumId),
  )
}

function notesOf({ weeks, suite }: PreparedComparison, book: PairBook, befalls: number): readonly string[] {
  const unanswered = suite.suite.items.length - suite.traces.length
  const isQuiet = book.failureRates.every(rate => rate === 0)
  return [
    ...(suite.isStandIn
      ? [
          `no \`sampling.suite\` is named: static is a stand-in of ${suite.suite.items.length} cases from the simplest large intents of the ${weeks.length > 1 ? 'oldest' : 'same'} window`,
        ]
      : []),
    ...(unanswered > 0
      ? [
          `${unanswered} items of the suite have no answer: no fault can be put into them, and they are left out`,
        ]
      : []),
    ...(weeks.length < 2
      ? ['one window of traffic: coverage week by week and the changes that hold it need several']
      : []),
    ...(befalls === 0 ? ['the fault can befall no trace of this window: nothing can be detected'] : []),
    ...(isQuiet ? ["production's own answers never fail by rule: the A/A comparison has no noise"] : []),
    'texts of copies are equal and tie: what a judge of texts adds in noise is not in these rates (`tidegate baseline` measures it)',
    'the adversarial set takes no part: its recorded answers fail by selection, and so would copies of them',
  ]
}
