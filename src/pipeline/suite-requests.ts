import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import { formatQuantity } from '../numeric/format-number.ts'
import type { TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { Suite, SuiteItem } from '../records/suite.ts'
import type { Message, RedactedTrace } from '../records/trace.ts'

/** Stands where an answer has to be made: `replay.mode: turn` asks for one per recorded turn of the agent. */
const OPEN_TURN: Message<RedactedText> = {
  role: 'assistant',
  text: '' as RedactedText,
  calls: [],
  finishReason: undefined,
}

/**
 * What `sampling.strategy: static` replays: every item of the suite that has something to be compared with. What is
 * left out, and what the candidate's recording lacks, is said.
 *
 * @throws {ConfigError} when nothing of the suite can be compared.
 */
export function suiteRequests(
  suite: Suite<RedactedText>,
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
  config: Config,
  deps: Pick<Dependencies, 'live' | 'onWarning'>,
): readonly Pick<SuiteItem<RedactedText>, 'trace'>[] {
  const canAnswer = deps.live?.baseline !== undefined
  const answered = suite.items.filter(({ answeredBy }) => answeredBy !== 'nobody' || canAnswer)
  const open = suite.items.length - answered.length
  if (answered.length === 0) {
    throw new ConfigError(
      `Expected answers in the suite ${suite.name} to compare the candidate with, found none in ${formatQuantity(open, 'item')}`,
      {
        path: 'sampling.suite',
        hint: 'name a baseline that answers live (`baseline: { model: … }`), or a suite with recorded or expected answers',
      },
    )
  }
  if (open > 0) {
    deps.onWarning(
      `suite ${suite.name}: ${formatQuantity(open, 'item')} without an answer are left out; a baseline that answers live would answer them`,
    )
  }
  if (config.candidate?.kind === 'recorded') {
    const missing = answered.filter(({ trace }) => !candidates.has(trace.traceId)).length
    if (missing > 0) {
      deps.onWarning(
        `suite ${suite.name}: the candidate's recording has no answer to ${missing} of ${formatQuantity(answered.length, 'item')} (matched by id): each counts as a failure of the candidate`,
      )
    }
  }
  return answered.map(({ trace, answeredBy }) => ({
    trace: answeredBy === 'nobody' ? { ...trace, messages: [...trace.messages, OPEN_TURN] } : trace,
  }))
}
