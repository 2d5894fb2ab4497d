import type { Config } from '../config/config.ts'
import type { Dependencies, LiveSides } from '../dependencies.ts'
import { BudgetError } from '../errors/budget-error.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { MUTATORS } from '../stages/generate/all-mutators.ts'
import { type AttackPrompt, makeAttacks, REWRITE } from '../stages/generate/make-attacks.ts'
import { pickParents } from '../stages/generate/pick-parents.ts'
import { type AttackedSide, type VerifiedAttack, verifiedAttack } from '../stages/generate/verified-attack.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { answeredTrace, askTurn } from '../stages/replay/live-answer.ts'
import { createRun } from './create-run.ts'
import { inOrder } from './in-order.ts'
import { ingestSide, redactAll, windowOf } from './ingest-side.ts'
import { stratifyPopulation } from './stratify-population.ts'

export type GenerateOptions = {
  /** Prompts at most. */
  readonly count: number
  /** Names of mutators, `rewrite` among them; empty: all there are. */
  readonly kinds: readonly string[]
  /** Nothing is answered: the prompts alone. */
  readonly isDryRun: boolean
}

export type GeneratedAttacks = {
  readonly prompts: readonly AttackPrompt[]
  readonly attacks: readonly VerifiedAttack[]
  /** Prompts some side answered; fewer than `prompts` when the budget ended before. */
  readonly tried: number
  /** Prompts to which no side had an answer. */
  readonly unanswered: number
  readonly stoppedBy: string | undefined
}

/**
 * Attacks on what answers live, made of production's failures and rare requests, and only those that were seen to work.
 *
 * @throws {ConfigError} when nothing answers live, or a kind is not known.
 */
export async function generateAttacks(
  config: Config,
  deps: Dependencies,
  options: GenerateOptions,
): Promise<GeneratedAttacks> {
  const mutators = chosen(options.kinds, deps)
  const { live } = deps
  const sides = sidesOf(live)
  if (!options.isDryRun && sides.length === 0) throw nothingAnswers()
  const run = createRun(deps)
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))
  const population = await run.stage('redact', () => redactAll(window.traces, 'baseline', deps))
  const { strata } = await stratifyPopulation(run, population, window.window, config, deps)
  const modesOf = (trace: RedactedTrace) => failureModesOf({ kind: 'completed', trace })
  const parents = pickParents(population, strata, modesOf, { count: options.count, seed: config.seed })
  const withModel = options.kinds.length === 0 || options.kinds.includes(REWRITE)
  const prompts = await run.stage('generate', () =>
    makeAttacks(parents, {
      mutators,
      rewrite: withModel && !options.isDryRun ? deps.rewriteRequest : undefined,
      count: options.count,
    }),
  )
  const none = { prompts, attacks: [], tried: 0, unanswered: 0, stoppedBy: undefined }
  if (options.isDryRun || live === undefined) return none
  return run.stage('verify', advance => verifyAll(prompts, live, config, deps, advance), prompts.length)
}

function chosen(kinds: readonly string[], deps: Dependencies) {
  const known = [...MUTATORS.map(({ name }) => name), REWRITE]
  const unknown = kinds.find(kind => !known.includes(kind))
  if (unknown !== undefined) {
    throw new ConfigError(`Expected --kind as ${known.join(', ')}, found ${JSON.stringify(unknown)}`, {
      path: '--kind',
    })
  }
  if (kinds.includes(REWRITE) && deps.rewriteRequest === undefined) {
    throw new ConfigError('Expected a model that rewrites requests, found none', {
      path: 'models.labels',
      hint: 'name a small model in `models.labels`: it names strata and rewrites requests',
    })
  }
  return kinds.length === 0 ? MUTATORS : MUTATORS.filter(({ name }) => kinds.includes(name))
}

function nothingAnswers(): ConfigError {
  return new ConfigError('Expected a side that answers live, found recorded traces alone', {
    path: 'candidate',
    hint: 'an attack is added only when somebody was seen to fail on it: name a model, an http endpoint or a module in `candidate` (docs/replay.md), or see the prompts with --dry-run',
  })
}

function sidesOf(live: LiveSides | undefined) {
  return (['baseline', 'candidate'] as const).flatMap(side => {
    const answerer = live?.[side]
    return answerer === undefined ? [] : [{ side, answerer }]
  })
}

/** The prompts in order until the budget ends; what was found by then stays. */
async function verifyAll(
  prompts: readonly AttackPrompt[],
  live: LiveSides,
  config: Config,
  deps: Dependencies,
  advance: (done: number) => void,
): Promise<GeneratedAttacks> {
  const attacks: VerifiedAttack[] = []
  let tried = 0
  let unanswered = 0
  const most = config.replay.concurrency
  for (let from = 0; from < prompts.length; from += most) {
    const part = prompts.slice(from, from + most)
    try {
      const results = await inOrder(part, { signal: deps.signal, most, advance: () => undefined }, prompt =>
        verify(prompt, live, config, deps),
      )
      tried += part.length
      for (const result of results) {
        if (result === 'unanswered') unanswered += 1
        else if (result !== undefined) attacks.push(result)
      }
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error
      return { prompts, attacks, tried, unanswered, stoppedBy: error.message }
    }
    advance(tried)
  }
  return { prompts, attacks, tried, unanswered, stoppedBy: undefined }
}

async function verify(
  prompt: AttackPrompt,
  live: LiveSides,
  config: Config,
  deps: Dependencies,
): Promise<VerifiedAttack | 'unanswered' | undefined> {
  const answered: AttackedSide[] = []
  for (const { side, answerer } of sidesOf(live)) {
    const { traceId, messages, tools } = prompt.trace
    const result = await askTurn(
      { traceId, step: 0, messages, tools },
      {
        answerer,
        timeoutMs: config.replay.timeoutSeconds * 1000,
        deadline: live.deadline,
        signal: deps.signal,
      },
    )
    // A provider that did not answer says nothing of the prompt.
    if (result.kind === 'failed') continue
    const { text, calls, finishReason } = result.turn
    const full = [...messages, { role: 'assistant' as const, text, calls, finishReason }]
    const trace = redactTrace(answeredTrace(prompt.trace, full, [result.turn], undefined), deps.redactText)
    answered.push({ side, name: answerer.name, trace, modes: newModes(trace) })
  }
  if (answered.length === 0) return 'unanswered'
  const byRule = verifiedAttack(prompt, answered)
  return byRule ?? verifiedAttack(prompt, answered, await loserOf(answered, deps))
}

/** Modes the answer adds to what the conversation before it already shows. */
function newModes(trace: RedactedTrace) {
  const before = { ...trace, messages: trace.messages.slice(0, -1) }
  const hasEarlierTurn = before.messages.some(message => message.role === 'assistant')
  const known = hasEarlierTurn ? failureModesOf({ kind: 'completed', trace: before }) : []
  return failureModesOf({ kind: 'completed', trace }).filter(mode => !known.includes(mode))
}

/** The side a judge finds worse, where there are two and a judge that can tell. */
async function loserOf(
  sides: readonly AttackedSide[],
  { judge }: Dependencies,
): Promise<AttackedSide['side'] | undefined> {
  const [baseline, candidate] = ['baseline', 'candidate'].map(name => sides.find(({ side }) => side === name))
  if (!judge.isLanguageModel || baseline === undefined || candidate === undefined) return undefined
  const { verdicts } = await judgePair(
    {
      request: baseline.trace,
      origin: { kind: 'adversarial', weight: 1 },
      baseline: { kind: 'completed', trace: baseline.trace },
      candidate: { kind: 'completed', trace: candidate.trace },
    },
    judge,
  )
  for (const verdict of [verdicts.structured, verdicts.preference]) {
    if (verdict.kind !== 'scored' || verdict.basis !== 'judge') continue
    if (verdict.candidateScore < verdict.baselineScore) return 'candidate'
    if (verdict.candidateScore > verdict.baselineScore) return 'baseline'
  }
  return undefined
}
