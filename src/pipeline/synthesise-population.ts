import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import type { Manifest } from '../records/evaluation.ts'
import type { FailureMode } from '../records/failure-mode.ts'
import type { TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { Strata } from '../records/strata.ts'
import type { SyntheticReport } from '../records/synthetic.ts'
import type { RedactedTrace, Trace } from '../records/trace.ts'
import { embedInSpace, type VectorCache } from '../stages/embed/embed.ts'
import { intentOf } from '../stages/embed/intent-of.ts'
import { createRepeatSharing } from '../stages/ingest/share-repeats.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { embeddingFidelity } from '../stages/synthesise/fidelity.ts'
import { createRealShingles, type RealShingles } from '../stages/synthesise/real-shingles.ts'
import { type Synthesis, synthesise } from '../stages/synthesise/synthesise.ts'
import { traceTexts } from '../stages/synthesise/trace-texts.ts'
import type { Run } from './create-run.ts'
import { clusterIntents, embedIntents } from './embed-and-cluster.ts'
import type { IngestedSide } from './ingest-side.ts'
import { strataOfTwins } from './strata-of-twins.ts'
import { mixFidelity, strataFidelity } from './synthetic-fidelity.ts'

/** The window's traffic as synthetic requests. What is real of it stays in memory until the run ends. */
export type SyntheticPopulation = {
  /** One per real trace of the window, kept in the store as production's. */
  readonly population: readonly RedactedTrace[]
  /** The strata of the real traces, with their synthetic ones as members and words. */
  readonly strata: Strata
  readonly fidelity: Pick<
    SyntheticReport,
    | 'requests'
    | 'exemplars'
    | 'holdout'
    | 'reworded'
    | 'nearestRatio'
    | 'membership'
    | 'strata'
    | 'embedding'
    | 'tools'
    | 'tiers'
  >
  /** What production's own answers showed, by the synthetic request that stands for the trace. */
  readonly recordedModes: ReadonlyMap<TraceId, readonly FailureMode[]>
  readonly real: RealShingles
  /** Reported failures with their modes and twins of them. Not to be kept. */
  readonly reported: readonly ReportedFailure[]
}

export type ReportedFailure = {
  readonly modes: readonly FailureMode[]
  /** Another synthetic twin per attempt, redacted. */
  readonly twin: (attempt: number) => Promise<RedactedTrace>
}

/** @throws {ConfigError} when synthetic requests would have nobody to answer them, on the command line too. */
export function checkLiveSides({ synthetic, live }: Pick<Dependencies, 'synthetic' | 'live'>): void {
  if (synthetic === undefined) return
  for (const side of ['baseline', 'candidate'] as const) {
    if (live?.[side] !== undefined) continue
    throw new ConfigError(
      `Expected a ${side} that answers live for \`privacy.mode: synthetic\`, found none`,
      {
        path: side,
        hint: 'nobody recorded an answer to a synthetic request: name a `model`, an `http` endpoint or a `module`',
      },
    )
  }
}

const CHARACTERS_PER_WORD = 5

/**
 * Traffic of a window as synthetic requests: the real traces are redacted, embedded and clustered in memory alone, and
 * what is made of them is all that the store, the judge and the reports ever see.
 *
 * @param flagged - further reported failures, of a plain file.
 * @throws {ConfigError} when the traces come from a store, where they would have been kept already.
 */
export async function synthesisePopulation(
  run: Run,
  { redacted: kept }: Pick<IngestedSide, 'redacted'>,
  traces: readonly Trace[],
  flagged: readonly Trace[],
  window: Manifest['window'],
  config: Config,
  deps: Dependencies,
): Promise<SyntheticPopulation> {
  const { synthetic } = deps
  if (synthetic === undefined)
    throw new InvariantError('Expected the parts of synthetic privacy', { details: 'deps.synthetic' })
  if (kept !== undefined) {
    throw new ConfigError('Expected trace files for `privacy.mode: synthetic`, found traces of the store', {
      path: 'source',
      hint: 'this mode keeps no real trace, so there is none to read back: name the files in `source`',
    })
  }
  const { guard, redactReal } = synthetic
  warnOfRealTraces(deps)
  const share = createRepeatSharing<RedactedText>()
  await prepareRedaction([...traces, ...flagged], redactReal)
  const redacted = await run.stage(
    'redact',
    () => traces.map(trace => share(redactTrace(trace, redactReal))),
    traces.length,
  )
  const failures = flagged.map(trace => share(redactTrace(trace, redactReal)))
  const real = await run.stage(
    'shingles',
    () => shinglesOf([traces, redacted, flagged, failures]),
    traces.length,
  )
  const intents = redacted.map(intentOf)
  // Not the store's: vectors of real texts give them away.
  const cache = memoryCache()
  const { embeddings, lexicalFit } = await embedIntents(run, intents, deps, { stage: 'embed real', cache })
  const fitted = await clusterIntents(run, embeddings, intents, config, deps, 'stratify real')
  const synthesis = await run.stage(
    'synthesise',
    () =>
      synthesise({
        traces: redacted,
        strata: fitted,
        real,
        seed: config.seed,
        pseudonym: deps.redactText.pseudonym,
        startMs: window?.startMs,
        reword: synthetic.reword,
        signal: deps.signal,
      }),
    traces.length,
  )
  guard.arm(real)
  const population = await redactedTwins(synthesis.twins, deps)
  deps.store.putTraces('baseline', population)
  const made = population.map(intentOf)
  const spaced = await run.stage(
    'embed synthetic',
    advance =>
      embedInSpace(made, deps.embeddingModel, lexicalFit, {
        cache: deps.store,
        onProgress: advance,
        signal: deps.signal,
      }),
    made.length,
  )
  const strata = strataOfTwins(fitted, synthesis, made, spaced)
  const recordedModes = modesOfTwins(redacted, synthesis)
  const inSpace = {
    ...embeddings,
    ...(lexicalFit === undefined
      ? {}
      : await embedInSpace(intents, deps.embeddingModel, lexicalFit, { cache, signal: deps.signal })),
  }
  return {
    population,
    strata,
    fidelity: {
      requests: population.length,
      exemplars: synthesis.exemplars.size,
      holdout: synthesis.holdout.size,
      reworded: synthesis.reworded,
      ...embeddingFidelity({
        real: inSpace,
        synthetic: spaced,
        exemplars: synthesis.exemplars,
        seed: config.seed,
      }),
      strata: await strataFidelity({ real: inSpace, intents, fitted }, { spaced, strata }, window, deps),
      ...mixFidelity(redacted, population),
    },
    recordedModes,
    real,
    reported: reportedFailures(redacted, failures, synthesis, deps),
  }
}

/** Of the store that are looked at. */
const MOST_LOOKED_AT = 1_000

/** A store of before this mode was on still has what it had. */
function warnOfRealTraces({ store, onWarning }: Pick<Dependencies, 'store' | 'onWarning'>): void {
  let looked = 0
  for (const { traceId } of store.traces('baseline')) {
    if (!traceId.startsWith('synthetic-')) {
      onWarning(
        'the store holds real traces of before `privacy.mode: synthetic`: name another `store.path`, or delete this one',
      )
      return
    }
    looked += 1
    if (looked === MOST_LOOKED_AT) return
  }
}

/** Vectors by content while the run lasts. */
function memoryCache(): VectorCache {
  const known = new Map<string, Float32Array>()
  return {
    vectors: (modelId, hashes) =>
      new Map(
        hashes.flatMap(hash => {
          const vector = known.get(`${modelId} ${hash}`)
          return vector === undefined ? [] : [[hash, vector] as const]
        }),
      ),
    putVectors(modelId, rows) {
      for (const [hash, vector] of rows) known.set(`${modelId} ${hash}`, vector)
    },
  }
}

function shinglesOf(sets: readonly (readonly Trace[])[]): RealShingles {
  let characters = 0
  for (const trace of sets.flat()) for (const { text } of traceTexts(trace)) characters += text.length
  const real = createRealShingles(Math.ceil(characters / CHARACTERS_PER_WORD))
  for (const trace of sets.flat()) for (const { text } of traceTexts(trace)) real.add(text)
  return real
}

async function redactedTwins(
  twins: readonly Trace[],
  { redactText }: Pick<Dependencies, 'redactText'>,
): Promise<readonly RedactedTrace[]> {
  await prepareRedaction(twins, redactText)
  const share = createRepeatSharing<RedactedText>()
  return twins.map(trace => share(redactTrace(trace, redactText)))
}

function modesOfTwins(
  traces: readonly RedactedTrace[],
  { realOf }: Pick<Synthesis, 'realOf'>,
): ReadonlyMap<TraceId, readonly FailureMode[]> {
  const modes = new Map(traces.map(trace => [trace.traceId, failureModesOf({ kind: 'completed', trace })]))
  return new Map([...realOf].map(([twin, real]) => [twin, modes.get(real) ?? []] as const))
}

function reportedFailures(
  window: readonly RedactedTrace[],
  further: readonly RedactedTrace[],
  { twinOf }: Pick<Synthesis, 'twinOf'>,
  deps: Dependencies,
): readonly ReportedFailure[] {
  return [...window.filter(({ supportFlag }) => supportFlag !== undefined), ...further].map(trace => ({
    modes: failureModesOf({ kind: 'completed', trace }),
    twin: async attempt => {
      const [twin] = await redactedTwins([twinOf(trace, attempt)], deps)
      if (twin === undefined)
        throw new InvariantError('Expected a twin', { details: 'one trace in, one out' })
      return twin
    },
  }))
}
