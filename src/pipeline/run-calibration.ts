import type { RedactText } from '../privacy/redact-text.ts'
import { bareTrace } from '../records/bare-trace.ts'
import type { Calibration, JudgeIdentity } from '../records/calibration.ts'
import type { JudgeControls } from '../records/judge-controls.ts'
import type { Message, RedactedTrace, Trace } from '../records/trace.ts'
import { calibrate } from '../stages/calibrate/calibrate.ts'
import type { LabelledVotes } from '../stages/calibrate/labelled-votes.ts'
import type { Judge, TextQuestion } from '../stages/judge/judge-model.ts'
import type { Voter } from '../stages/judge/voter.ts'
import type { VoteMethod } from '../stages/judge/votes/cast-votes.ts'
import { createVotingJudge } from '../stages/judge/votes/create-voting-judge.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import type { LabelledPair } from './parse-labelled-pairs.ts'

/** A judge to be calibrated: who votes, and under what rubric and settings. */
export type CalibrationJudge = {
  readonly voter: Voter
  readonly identity: JudgeIdentity
  /** Asks it the control items; absent for recorded votes. */
  readonly check?: (() => Promise<JudgeControls>) | undefined
}

export type CalibrationRun = {
  readonly method: VoteMethod
  /** Votes on a pair at most. */
  readonly runs: number
  readonly seed: string
  /** SHA-256 of the labels file, hexadecimal. */
  readonly labelsHash: string
  readonly redactText: RedactText
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
}

/**
 * What one judge makes of labelled pairs, decided by votes as in a run. Every text is redacted before a voter sees it.
 * All pairs are asked at once: how many are under way is up to the wrappers of the model.
 *
 * @throws what the voter throws, after every vote under way has ended.
 */
export async function runCalibration(
  pairs: readonly LabelledPair[],
  { voter, identity, check }: CalibrationJudge,
  run: CalibrationRun,
): Promise<Calibration> {
  const { method, runs, seed, labelsHash, redactText, nowMs, signal } = run
  const judge = createVotingJudge({ voter, method, runs, seed, signal })
  const items: LabelledVotes[] = []
  const asked = pairs.map(pair => askPair(pair, judge, redactText))
  for (const settled of await Promise.allSettled(asked)) {
    if (settled.status === 'rejected') throw settled.reason
    items.push(settled.value)
  }
  const controls = await check?.()
  return calibrate(items, { identity, labelsHash, calibratedAtMs: nowMs(), seed, controls })
}

async function askPair(pair: LabelledPair, judge: Judge, redactText: RedactText): Promise<LabelledVotes> {
  const { pairId, label, slice, responseA, responseB } = pair
  const trace = traceOf(pair)
  await prepareRedaction([trace], redactText)
  const answer = await judge.compareTexts(questionOf(redactTrace(trace, redactText)))
  const verdict =
    answer.kind !== 'scored'
      ? undefined
      : {
          label: labelOfScore(answer.candidateScore - answer.baselineScore),
          isUnresolved: answer.isUnresolved === true,
        }
  const votes = answer.votes ?? []
  return { pairId, label, slice, lengthA: responseA.length, lengthB: responseB.length, votes, verdict }
}

function labelOfScore(lead: number): LabelledVotes['label'] {
  if (lead === 0) return 'tie'
  return lead > 0 ? 'B' : 'A'
}

/** A is asked about as the baseline's text, B as the candidate's. Values found in one text are replaced in all three. */
function questionOf(request: RedactedTrace): TextQuestion {
  const [baselineText, candidateText] = request.messages.slice(-2).map(({ text }) => text)
  return {
    request: withoutAnswers(request),
    prefix: request.messages.slice(0, -2),
    baselineText: baselineText ?? '',
    candidateText: candidateText ?? '',
  }
}

function traceOf({ pairId, messages, responseA, responseB }: LabelledPair): Trace {
  const answers = [responseA, responseB].map((text): Message<string> => {
    return { role: 'assistant', text, calls: [], finishReason: undefined }
  })
  return bareTrace(pairId, [...messages, ...answers])
}

function withoutAnswers(request: RedactedTrace): RedactedTrace {
  return { ...request, messages: request.messages.slice(0, -2) }
}
