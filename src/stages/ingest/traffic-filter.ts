import type { Filtered } from '../../records/rejected.ts'
import type { Trace } from '../../records/trace.ts'

const HEALTH_CHECK = /^\s*(?:ping|health[ _-]?check|are you alive)\W*$/i

/**
 * How the prompts of judges begin or say what they are: our own (every rubric has the sentence), those of Langfuse's and LangSmith's
 * (openevals) evaluators, Ragas and DeepEval. Whole phrases, so that a customer who speaks of evaluation is still a customer.
 */
const JUDGE_PROMPTS: readonly RegExp[] = [
  /^\s*You are an expert (?:LLM-as-a-judge|evaluator|data labeler) (?:evaluating|tasked)/i,
  /^\s*Evaluate the (?:correctness|helpfulness|relevance|hallucination|toxicity|conciseness|context[ -]?relevance) of the generation on a continuous scale/i,
  /^\s*Given a (?:question|context)[^.]{0,80}, (?:an )?answer[^.]{0,40}(?:verify|analyze the complexity|analyze|judge) /i,
  /^\s*(?:Based on|Given) (?:the|your) [^\n]{0,120} (?:please )?generate a list of (?:JSON )?(?:verdicts|statements|claims)/i,
]

/** How any of them begins: one look instead of four for the messages of everybody else. */
const JUDGE_OPENINGS = /^\s*(?:You are an expert|Evaluate the|Given |Based on )/i

/** In the middle of a prompt; searched for as they are, since every message of every trace is looked at. */
const JUDGE_PHRASES = [
  'Everything you are to judge stands in blocks of this form',
  'The output should be a well-formatted JSON instance that conforms to the JSON schema below',
]

function isJudgesPrompt(text: string): boolean {
  for (const phrase of JUDGE_PHRASES) if (text.includes(phrase)) return true
  return JUDGE_OPENINGS.test(text) && JUDGE_PROMPTS.some(prompt => prompt.test(text))
}

/**
 * Why a trace is no request of a user, or undefined when it is one. Deliberately narrow: what is left out
 * here is not measured.
 */
export function trafficFilter({ messages }: Trace): Filtered['reason'] | undefined {
  let hasUser = false
  let request: string | undefined
  for (const { role, text } of messages) {
    if (role !== 'system' && role !== 'user') continue
    if (isJudgesPrompt(text)) return 'evaluation'
    if (role === 'system') continue
    hasUser = true
    if (request === undefined && /\S/.test(text)) request = text
  }
  if (!hasUser) return 'system-only'
  return request !== undefined && HEALTH_CHECK.test(request) ? 'health-check' : undefined
}
