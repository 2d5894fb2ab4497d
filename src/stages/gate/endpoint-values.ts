import { InvariantError } from '../../errors/invariant-error.ts'
import type { Endpoint } from '../../records/verdict.ts'
import { questionWeights } from './question-weights.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** One endpoint of every pair of a frame, as columns. */
export type EndpointValues = {
  readonly endpoint: Endpoint
  /** Candidate minus baseline of a full win: 1 for scores and outcomes, 0.5 for half-net preferences. */
  readonly winSize: number
  /** 1 where the endpoint has a meaning for the pair, and its question, if it is one, was put to the judge. */
  readonly applies: Uint8Array
  /** 1 where it has a meaning and no verdict: the judge abstained, failed, or its votes agreed on nothing. */
  readonly isMissing: Uint8Array
  /** `candidateScore - baselineScore`; 0 where nothing was scored. */
  readonly differences: Float64Array
  /** 1 / inclusion probability, of the pair and then of its question; 0 where that was not put. */
  readonly weights: Float64Array
  /** Pairs the endpoint applies to. */
  readonly n: number
  readonly scored: number
  /** Questions that were not put, for which those that were stand. */
  readonly notAsked: number
  /** A judge is needed for at least one pair: what the endpoint says changes from look to look. */
  readonly hasQuestions: boolean
}

/**
 * The verdicts of one endpoint as columns. The scales of two endpoints never meet in one of them.
 *
 * Questions that were not put are no part of the sample: within a variance stratum those that were put, a random
 * part of them, carry their weight. Where none at all was put, nothing can stand for them and they are missing.
 *
 * @throws {InvariantError} when a score is outside [0, 1].
 */
export function endpointValues(frame: TrafficFrame, endpoint: Endpoint): EndpointValues {
  const applies = new Uint8Array(frame.pairs.length)
  const isMissing = new Uint8Array(frame.pairs.length)
  const differences = new Float64Array(frame.pairs.length)
  const questions = questionWeights(frame, endpoint)
  let n = 0
  let scored = 0
  for (const [index, pair] of frame.pairs.entries()) {
    const verdict = pair.verdicts[endpoint]
    if (verdict.kind === 'not-applicable' || questions.weights[index] === 0) continue
    applies[index] = 1
    n += 1
    if (verdict.kind !== 'scored') {
      isMissing[index] = 1
      continue
    }
    requireScore(verdict.baselineScore)
    requireScore(verdict.candidateScore)
    differences[index] = verdict.candidateScore - verdict.baselineScore
    // Votes that agreed on nothing are a tie in the estimate, and nobody knows which way it would have gone.
    if (verdict.isUnresolved === true) isMissing[index] = 1
    else scored += 1
  }
  return {
    endpoint,
    winSize: endpoint === 'preference' ? 0.5 : 1,
    applies,
    isMissing,
    differences,
    weights: questions.weights,
    n,
    scored,
    notAsked: questions.notAsked,
    hasQuestions: questions.hasQuestions,
  }
}

function requireScore(score: number): void {
  if (!(score >= 0 && score <= 1)) {
    throw new InvariantError(`Expected a verdict's score in [0, 1], got ${score}`, {
      details: 'verdict score out of range',
    })
  }
}
