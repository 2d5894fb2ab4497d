import { createHmac } from 'node:crypto'
import { createLanguageModel, placeOf } from '../../src/cli/create-language-model.ts'
import { inOrder } from '../../src/pipeline/in-order.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { Replay } from '../../src/records/replay.ts'
import type { RedactedTrace } from '../../src/records/trace.ts'
import { firstDivergence } from '../../src/stages/judge/first-divergence.ts'
import type { CallQuestion, Judge, JudgeAnswer, TextQuestion } from '../../src/stages/judge/judge-model.ts'
import { createModelVoter } from '../../src/stages/judge/votes/create-model-voter.ts'
import { createVotingJudge } from '../../src/stages/judge/votes/create-voting-judge.ts'
import { voteParts } from '../../src/stages/judge/votes/vote-parts.ts'
import { benchRubrics } from './fill-journal.ts'
import { JUDGE_MODEL, type OpenJudge } from './open-judge.ts'

/** The same judge without anything that saves: three votes, no cache. */
export function createNaiveJudge({ config, inputs }: OpenJudge): Judge {
  const rubrics = benchRubrics()
  const { temperature, runs } = config.freeform.judge
  const voter = createModelVoter({
    model: createLanguageModel(
      placeOf(config, `simulator/${JUDGE_MODEL}`, 'evaluation.freeform.judge_model'),
      inputs,
    ),
    rubrics,
    temperature,
    nowMs: inputs.nowMs,
    // As `createJudge` makes it: equal votes are equal requests, so that a seeded simulator answers both alike.
    newToken: request =>
      createHmac('sha256', inputs.tokenKey)
        .update(JSON.stringify(voteParts(request, rubrics)))
        .digest('hex')
        .slice(0, 32),
  })
  return createVotingJudge({ voter, method: 'all', runs, seed: config.seed, signal: inputs.signal })
}

export type NaivePair = { readonly pair: JudgedPair; readonly answer: JudgeAnswer }

/**
 * Every pair judged by the judge alone, equal ones and those a rule decides included. Which endpoint a pair has, and the
 * failure modes of its sides, stay as they are: they cost nothing.
 *
 * @param pairs - of the replays, in their order.
 */
export function judgeNaively(
  replays: readonly Replay[],
  pairs: readonly JudgedPair[],
  judge: Judge,
  { config, inputs }: OpenJudge,
): Promise<readonly NaivePair[]> {
  const options = { signal: inputs.signal, most: config.judge.concurrency, advance: () => {} }
  return inOrder([...replays.entries()], options, async ([index, replay]) => {
    const pair = pairs[index]
    if (pair === undefined || pair.traceId !== replay.request.traceId)
      throw new Error('pairs and replays part')
    const { structured, preference } = pair.verdicts
    const isText = structured.kind === 'not-applicable' && !hasCalls(replay)
    const answer = await (isText
      ? judge.compareTexts(textQuestion(replay))
      : judge.compareArguments(callQuestion(replay)))
    const verdicts = {
      ...pair.verdicts,
      ...(structured.kind === 'not-applicable' ? {} : { structured: verdictOf('structured', answer) }),
      ...(preference.kind === 'not-applicable' ? {} : { preference: verdictOf('preference', answer) }),
    }
    return { pair: { ...pair, verdicts }, answer }
  })
}

function verdictOf(endpoint: 'structured' | 'preference', answer: JudgeAnswer) {
  return answer.kind === 'scored'
    ? ({ ...answer, endpoint, basis: 'judge' } as const)
    : ({ ...answer, endpoint } as const)
}

function textQuestion({ request, baseline, candidate }: Replay): TextQuestion {
  const [ours, theirs] = [messagesOf(baseline), messagesOf(candidate)]
  const parting = firstDivergence(ours, theirs, 'all')
  const lastAt = ours.findLastIndex(message => message.role === 'assistant')
  return parting.kind === 'turn'
    ? {
        request,
        prefix: ours.slice(0, parting.prefixLength),
        baselineText: parting.baseline?.text ?? '',
        candidateText: parting.candidate?.text ?? '',
      }
    : {
        request,
        prefix: ours.slice(0, lastAt),
        baselineText: lastTextOf(ours),
        candidateText: lastTextOf(theirs),
      }
}

function callQuestion({ request, baseline, candidate }: Replay): CallQuestion {
  const [ours, theirs] = [messagesOf(baseline), messagesOf(candidate)]
  const parting = firstDivergence(ours, theirs, 'calls')
  const firstAt = ours.findIndex(message => message.role === 'assistant')
  return parting.kind === 'turn'
    ? {
        request,
        prefix: ours.slice(0, parting.prefixLength),
        baselineCalls: parting.baseline?.calls ?? [],
        candidateCalls: parting.candidate?.calls ?? [],
      }
    : {
        request,
        prefix: ours.slice(0, firstAt),
        baselineCalls: callsOf(ours),
        candidateCalls: callsOf(theirs),
      }
}

type Messages = RedactedTrace['messages']

function messagesOf(answer: Replay['baseline']): Messages {
  return answer.kind === 'completed' ? answer.trace.messages : []
}

function callsOf(messages: Messages) {
  return messages.flatMap(message => (message.role === 'assistant' ? message.calls : []))
}

function lastTextOf(messages: Messages): string {
  return messages.findLast(message => message.role === 'assistant')?.text ?? ''
}

function hasCalls({ baseline, candidate }: Replay): boolean {
  return [baseline, candidate].some(answer => callsOf(messagesOf(answer)).length > 0)
}
