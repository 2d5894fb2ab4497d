import { createHash } from 'node:crypto'
import type { JsonValue } from '../../records/json-value.ts'
import type { ReplyJournal } from '../../store/reply-journal.ts'
import { plainMessage } from './agent-shape.ts'
import type { AnsweredTurn, Answerer, TurnQuestion } from './answerer.ts'

export type JournaledAnswererOptions = {
  readonly journal: ReplyJournal
  /** Everything that determines how the side answers, beside the question: its settings, prompt, and mode. */
  readonly settings: readonly JsonValue[]
  /** Only what is redacted is kept. */
  readonly redact: (turn: AnsweredTurn) => AnsweredTurn | Promise<AnsweredTurn>
}

/**
 * The answerer with every answered turn kept, redacted, so that a run that is started again pays for no turn twice.
 * A turn out of the journal costs nothing and takes no time.
 */
export function journaled(answerer: Answerer, options: JournaledAnswererOptions): Answerer {
  const { journal, settings, redact } = options
  return {
    ...answerer,
    async answer(question, call) {
      const parts = [answerer.name, ...settings, question.traceId, question.step, hashOf(question)]
      const known = journal.get('turn', parts)
      if (known !== undefined) return { ...(known as AnsweredTurn), costPicoUsd: 0, latencyMs: 0 }
      const turn = await redact(await answerer.answer(question, call))
      journal.put('turn', parts, JSON.parse(JSON.stringify(turn)) as JsonValue)
      return turn
    },
  }
}

function hashOf({ messages, tools }: TurnQuestion): string {
  return createHash('sha256')
    .update(JSON.stringify([messages.map(plainMessage), tools ?? null]))
    .digest('hex')
}
