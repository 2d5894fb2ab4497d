import { IngestError } from '../errors/ingest-error.ts'
import type { Trace } from '../records/trace.ts'

type Named = Pick<Trace, 'traceId'>

/**
 * Holds a recorded candidate against the requests it is to answer: one whose ids meet none of them answered something
 * else, and is no candidate that failed everything. Gives the sentence a person must see when some are without an answer.
 *
 * @throws {IngestError} when there are requests and answers, and not one id is on both sides.
 */
export function requireAnswers(requests: readonly Named[], answers: readonly Named[]): string | undefined {
  const [request, answer] = [requests[0], answers[0]]
  if (request === undefined || answer === undefined) return undefined
  const answered = new Set(answers.map(({ traceId }) => traceId))
  const open = requests.filter(({ traceId }) => !answered.has(traceId)).length
  if (open === requests.length) {
    throw new IngestError(
      `Expected the candidate's traces to have the ids of production's, found none of ${requests.length} ids among its ${answers.length}: production has for example \`${request.traceId}\`, the candidate \`${answer.traceId}\``,
      {
        source: 'candidate',
        hint: 'both sides are matched by trace id: map the id of the request on both (`map: { id: … }`), and look whether the candidate answered this window',
      },
    )
  }
  if (open === 0) return undefined
  return `candidate: its recording has no answer to ${open} of ${requests.length} requests of the window (matched by id): each of them that is drawn counts as a failure of the candidate`
}
