import type { Config } from '../config/config.ts'
import type { Dependencies, LiveSides } from '../dependencies.ts'
import type { Answer } from '../records/replay.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { canonicalCall } from '../stages/judge/canonical-output.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import type { Answerer } from '../stages/replay/answerer.ts'
import type { LiveAnswer, LiveReplayOptions } from '../stages/replay/live-answer.ts'
import { replayTrajectory } from '../stages/replay/replay-trajectory.ts'
import { replayTurns } from '../stages/replay/replay-turns.ts'

/** What a live side answers to one request, redacted like everything that is kept. */
export async function answerLive(
  request: RedactedTrace,
  answerer: Answerer,
  live: LiveSides,
  config: Config,
  deps: Pick<Dependencies, 'signal' | 'redactText'>,
  onFailure?: (why: string) => void,
): Promise<Answer> {
  const { mode, timeoutSeconds, maxSteps } = config.replay
  const options: LiveReplayOptions = {
    answerer,
    timeoutMs: timeoutSeconds * 1000,
    deadline: live.deadline,
    signal: deps.signal,
    onFailure,
  }
  const answer: LiveAnswer =
    mode === 'turn'
      ? await replayTurns(request, options)
      : await replayTrajectory(request, {
          ...options,
          maxSteps,
          callKeyOf: canonicalCall,
          simulator: live.userSimulator,
        })
  if (answer.kind === 'failed') return answer
  await prepareRedaction([answer.trace], deps.redactText)
  return { ...answer, trace: redactTrace(answer.trace, deps.redactText) }
}
