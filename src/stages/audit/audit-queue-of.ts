import type { AuditQueue, AuditTexts } from '../../records/audit.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Answer, Replay } from '../../records/replay.ts'
import type { Message } from '../../records/trace.ts'
import { drawAudit } from './draw-audit.ts'
import { judgeSeriesOf } from './judge-series-of.ts'

export type AuditQueueOptions = {
  /** Pairs to audit, integer >= 1 (`audit.weekly_size`). */
  readonly size: number
  /** Unix epoch, milliseconds. */
  readonly nowMs: number
}

/** What people are to look at of a finished run, with the redacted texts they need for it. */
export function auditQueueOf(evaluation: Evaluation, options: AuditQueueOptions): AuditQueue {
  const { runId, manifest, sample, pairs, replays } = evaluation
  const { frame, items } = drawAudit(pairs, { runId, seed: manifest.seed, size: options.size })
  const replayOf = new Map<TraceId, Replay>()
  for (const replay of replays) {
    if (replay.origin.kind === 'traffic') replayOf.set(replay.request.traceId, replay)
  }
  return {
    runId,
    drawnAtMs: options.nowMs,
    seed: manifest.seed,
    judge: judgeSeriesOf(manifest),
    populationSize: sample.populationSize,
    frame,
    items: items.map(item => {
      const replay = replayOf.get(item.traceId)
      return replay === undefined ? item : { ...item, texts: textsOf(replay) }
    }),
  }
}

function textsOf({ request, baseline, candidate }: Replay): AuditTexts {
  const first = request.messages.findIndex(message => message.role === 'assistant')
  return {
    request: linesOf(first < 0 ? request.messages : request.messages.slice(0, first)),
    baseline: answerText(baseline),
    candidate: answerText(candidate),
  }
}

function answerText(answer: Answer): string {
  if (answer.kind === 'failed') return `(no answer: ${answer.reason})`
  const { messages } = answer.trace
  const first = messages.findIndex(message => message.role === 'assistant')
  return linesOf(first < 0 ? [] : messages.slice(first))
}

function linesOf(messages: readonly Message<string>[]): string {
  return messages
    .flatMap(message => [
      ...(message.text === '' ? [] : [`${message.role}: ${message.text}`]),
      ...('calls' in message ? message.calls : []).map(
        ({ name, arguments: given }) =>
          `${message.role} calls ${name}: ${given.kind === 'parsed' ? JSON.stringify(given.value) : given.raw}`,
      ),
    ])
    .join('\n')
}
