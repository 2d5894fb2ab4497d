import type { TraceId } from '../../records/ids.ts'
import type { Answer, Replay, ReplayOrigin } from '../../records/replay.ts'
import type { RedactedTrace } from '../../records/trace.ts'

/**
 * The pair of one request and two recorded answers: the request itself is what the baseline answered, the
 * candidate's answer is the recorded trace of the same id.
 *
 * A candidate that lacks the id has failed to answer (product definition 22); it is never dropped. A recorded
 * trace that ended in an error or a timeout is still `completed` here: its finish is evidence for the checks.
 *
 * @param candidates - the candidate's recorded traces by id; traces without a baseline are simply never asked for.
 */
export function replayRecorded(
  request: RedactedTrace,
  origin: ReplayOrigin,
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
): Replay {
  return {
    request,
    origin,
    baseline: { kind: 'completed', trace: request },
    candidate: recordedAnswer(candidates.get(request.traceId)),
  }
}

/** What a side recorded for a request; `missing` when it has no trace of that id. */
export function recordedAnswer(trace: RedactedTrace | undefined): Answer {
  return trace === undefined ? { kind: 'failed', reason: 'missing' } : { kind: 'completed', trace }
}
