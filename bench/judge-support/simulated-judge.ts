import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import type { AnswerPolicy, ShownPair } from '../../src/testing/index.ts'
import { judgePolicy } from '../../src/testing/index.ts'

export type JudgeQuality = {
  /** Chances in [0, 1], as in `judgePolicy`. */
  readonly accuracy: number
  readonly positionBias: number
  readonly noise: number
}

/** Votes alike in both orders, always: what a run costs then does not hang on chance. */
export const STEADY: JudgeQuality = { accuracy: 1, positionBias: 0, noise: 0 }

/** What the simulated shop's agent says where it fails. */
export const FAILED_TEXTS: readonly string[] = [
  '',
  "I'm sorry, but I can't help with that.",
  'Something went wrong on our side. A colleague will get back to you.',
]

const GOOD_CONTROLS: ReadonlySet<string> = new Set(CONTROL_TASKS.map(task => task.good))

/** A judge of texts and of tool calls that knows what the simulated shop's answers are worth. */
export function simulatedJudge(quality: JudgeQuality): AnswerPolicy {
  const texts = judgePolicy({ truth: betterText, ...quality })
  const calls = judgePolicy({ truth: betterCalls, ...quality })
  return request => (JSON.stringify(request.schema ?? {}).includes('equivalent') ? calls : texts)(request)
}

function betterText({ first, second }: ShownPair): string {
  return bySide(worthOfText(first) - worthOfText(second), 'tie', '')
}

function worthOfText(text: string): number {
  return GOOD_CONTROLS.has(text) ? 2 : FAILED_TEXTS.includes(text) ? 0 : 1
}

/** Broken calls lose; of two whole ones the one that leaves an argument out is the shorter. */
function betterCalls({ first, second }: ShownPair): string {
  if (first === second) return 'equivalent'
  const worth = (text: string): number => (isBroken(text) ? 0 : text.length)
  return bySide(worth(first) - worth(second), 'different-neither', 'different-')
}

function isBroken(calls: string): boolean {
  return calls === '[]' || calls.includes('"unparsable"') || calls.includes('_v2"')
}

function bySide(difference: number, neither: string, prefix: string): string {
  if (difference === 0) return neither
  return `${prefix}${difference > 0 ? 'first' : 'second'}`
}
