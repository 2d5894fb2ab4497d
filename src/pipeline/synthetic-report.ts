import type { Dependencies } from '../dependencies.ts'
import { wilsonInterval } from '../numeric/proportion-interval.ts'
import { weightedShare } from '../numeric/weighted-share.ts'
import type { BaselineHealth } from '../records/baseline-health.ts'
import { FAILURE_MODES, type FailureMode } from '../records/failure-mode.ts'
import type { Replay } from '../records/replay.ts'
import type { SyntheticReport } from '../records/synthetic.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import { type RealShingles, RUN_LENGTH } from '../stages/synthesise/real-shingles.ts'
import { traceTexts } from '../stages/synthesise/trace-texts.ts'
import { wordsOf } from '../stages/synthesise/words.ts'
import { baselineHealth, type RecordedTrace } from '../stages/trend/baseline-health.ts'
import type { SyntheticPopulation } from './synthesise-population.ts'

const CONFIDENCE = 0.95

/** What the run rests on, once everything was answered. */
export function syntheticReport(
  { fidelity, recordedModes, real, population }: SyntheticPopulation,
  replays: readonly Replay[],
  flagged: SyntheticReport['flagged'],
  { synthetic }: Pick<Dependencies, 'synthetic'>,
): SyntheticReport {
  const answers = replays.flatMap(({ baseline, candidate, production }) =>
    [baseline, candidate, production].flatMap(answer => (answer?.kind === 'completed' ? [answer.trace] : [])),
  )
  return {
    ...fidelity,
    runLength: RUN_LENGTH,
    sharedRuns: sharedRuns([...population, ...answers], real),
    withheldWords: synthetic?.guard.withheld() ?? 0,
    failures: failuresOf([...recordedModes.values()], answeredTraces(replays)),
    flagged,
  }
}

/** How live production did on the synthetic requests, in the place of recorded answers they do not have. */
export function answeredHealth(replays: readonly Replay[]): BaselineHealth {
  return baselineHealth(answeredTraces(replays))
}

function answeredTraces(replays: readonly Replay[]): readonly RecordedTrace[] {
  return replays.flatMap(({ origin, baseline, request }) =>
    origin.kind === 'traffic'
      ? [
          {
            inclusionProbability: origin.draw.inclusionProbability,
            outcome: undefined,
            modes: failureModesOf(baseline, request.tools),
          },
        ]
      : [],
  )
}

function failuresOf(
  recorded: readonly (readonly FailureMode[])[],
  answered: readonly RecordedTrace[],
): SyntheticReport['failures'] {
  const shareOf = (has: (trace: RecordedTrace) => boolean) =>
    weightedShare(
      answered.map(trace => ({ weight: 1 / trace.inclusionProbability, value: has(trace) ? 1 : 0 })),
      CONFIDENCE,
    )
  const synthetic = shareOf(({ modes }) => modes.length > 0)
  if (synthetic === undefined || recorded.length === 0) return null
  const failed = recorded.filter(modes => modes.length > 0).length
  return {
    real: {
      estimate: failed / recorded.length,
      interval: wilsonInterval(failed, recorded.length, CONFIDENCE),
      n: recorded.length,
    },
    synthetic: { estimate: synthetic.estimate, interval: synthetic.interval, n: synthetic.n },
    modes: FAILURE_MODES.map(mode => ({
      name: mode,
      real: recorded.filter(modes => modes.includes(mode)).length / recorded.length,
      synthetic: shareOf(({ modes }) => modes.includes(mode))?.estimate ?? 0,
    })).filter(({ real, synthetic: made }) => real + made > 0),
  }
}

/** Counted over everything that is kept: what the promise of the mode comes down to. */
function sharedRuns(traces: readonly RedactedTrace[], real: RealShingles): number {
  let count = 0
  for (const trace of traces) {
    for (const { text } of traceTexts(trace)) {
      const words = wordsOf(text)
      for (let end = 0; end < words.length; end += 1) if (real.isShared(words, end)) count += 1
    }
  }
  return count
}
