import { createRng, type Rng, randomInteger } from '../numeric/random.ts'
import type { IntentSpec, Slots } from './intent-spec.ts'
import { MEDIUM_INTENTS } from './intents/medium.ts'
import { MULTI_STEP_INTENTS } from './intents/multi-step.ts'
import { SIMPLE_INTENTS } from './intents/simple.ts'
import { type Person, simulateItem, simulatePerson } from './people.ts'
import { pickOne } from './pick.ts'
import { type AgentRun, playAgent, type SimulatedFailure } from './play-agent.ts'
import type { SimulatedRow } from './simulated-row.ts'
import { SIMULATED_TOOLS } from './tools.ts'

/** The 11 intents of the simulated shop; shares of the incident of docs/benchmarks.md, 23.4% down to 1.5%. */
export const SIMULATED_INTENTS: readonly IntentSpec[] = [
  ...SIMPLE_INTENTS,
  ...MEDIUM_INTENTS,
  ...MULTI_STEP_INTENTS,
]

/**
 * `truncating` cuts off 12% of the tool calls of multi-step workflows; `flag-fault` does so only where the flag
 * `checkout_v2` is on; `healthy` is as good as production.
 */
export type SimulatedCandidate = 'truncating' | 'flag-fault' | 'healthy'

export type SimulationOptions = {
  readonly seed: string
  readonly candidate: SimulatedCandidate
  readonly traces: number
  readonly adversarial: number
  readonly suite: number
  /** Unix epoch, milliseconds: the first instant after the simulated week. */
  readonly endsAtMs: number
  /** What users want this week, with shares that sum to 1; default `SIMULATED_INTENTS`. */
  readonly intents?: readonly IntentSpec[]
}

/** Rows of both sides, matched by `trace_id`. Adversarial and suite items have their candidate answers in `candidate` too. */
export type SimulatedWeek = {
  readonly baseline: readonly SimulatedRow[]
  readonly candidate: readonly SimulatedRow[]
  /** Flagged failures of earlier weeks, with the failing answers production gave. */
  readonly adversarial: readonly SimulatedRow[]
  /** A curated suite over the four simplest intents, as production answers it. */
  readonly suite: readonly SimulatedRow[]
}

const DAY_MS = 86_400_000
const TRUNCATED_CALL_RATE = 0.12
const REPHRASED_RATE = 0.015
/** Chance that a run of this tier fails on its own; half of the failures befall both sides alike. */
const FAILURE_RATE = { simple: 0.015, medium: 0.015, 'multi-step': 0.025 } as const
/** Chance that a customer reports a failure to support. */
const FLAGGED_RATE = 0.3
/** Chance that the candidate fails again as reported: what customers report is worked on before the next candidate. */
const RECURRENCE_RATE = 0.03
const CUSTOMERS = 700

/** One week of simulated shop traffic with a candidate's answers; a pure function of its options. */
export function simulateWeek(options: SimulationOptions): SimulatedWeek {
  const rng = createRng(`tidegate-simulation-v1|${options.seed}`)
  const intents = options.intents ?? SIMULATED_INTENTS
  const people = Array.from({ length: CUSTOMERS }, (_, index) => simulatePerson(index + 1, rng))
  const pools = new Map(intents.map(intent => [intent, requestPool(intent, people, options.traces, rng)]))
  const baseline: SimulatedRow[] = []
  const candidate: SimulatedRow[] = []
  const sessions = sessionNamer()

  for (let index = 0; index < options.traces; index++) {
    const intent = drawIntent(intents, rng)
    const request = pickOne(pools.get(intent) as readonly Request[], rng)
    const row = rowMaker(
      `t-${String(index + 1).padStart(6, '0')}`,
      request,
      options.endsAtMs,
      sessions(request.person, rng),
      rng,
    )
    const fault = faultOf(options.candidate, row.flags)
    const ours = baselineRun(intent, rng)
    const isFlagged = ours.failure !== undefined && rng.nextFloat() < FLAGGED_RATE
    const theirs = isFlagged
      ? candidateRunOnFlagged(intent, ours, fault, rng)
      : candidateRun(intent, ours, fault, rng)
    baseline.push(row.of(ours, 'harbour-agent-7', isFlagged ? ours.failure?.kind : undefined))
    candidate.push(row.of(theirs, 'harbour-agent-8'))
  }
  const adversarial = simulateFlagged(options, pools, candidate, rng)
  const suite = simulateSuite(options, pools, candidate, rng)
  return { baseline, candidate, adversarial, suite }
}

type Request = {
  readonly intent: IntentSpec
  readonly slots: Slots
  readonly text: string
  readonly person: Person
}

/** Wordings in circulation: fewer than traces, so that some requests repeat word for word as they do in real traffic. */
function requestPool(
  intent: IntentSpec,
  people: readonly Person[],
  traces: number,
  rng: Rng,
): readonly Request[] {
  const size = Math.max(20, Math.round(intent.share * traces * 0.68))
  return Array.from({ length: size }, () => {
    const person = pickOne(people, rng)
    const slots: Slots = {
      item: simulateItem(rng),
      orderId: `A${10_000 + randomInteger(rng, 90_000)}`,
      city: person.city,
      amount: `${5 + randomInteger(rng, 180)}.${pickOne(['00', '50', '90', '99'], rng)}`,
      name: person.name,
      email: person.email,
      phone: person.phone,
      card: person.card,
      address: person.address,
    }
    const wording = `${pickOne(intent.openings, rng)}${pickOne(intent.cores, rng)}${pickOne(intent.closings, rng)}`
    return { intent, slots, person, text: fillIn(chooseWords(wording, rng), slots) }
  })
}

/** One word or phrase for each `[first|second|...]`. */
function chooseWords(wording: string, rng: Rng): string {
  return wording.replace(/\[([^\]]+)\]/g, (_, choices: string) => pickOne(choices.split('|'), rng))
}

function fillIn(wording: string, slots: Slots): string {
  return wording.replace(/\{(\w+)\}/g, (whole, slot: string) =>
    slot in slots ? slots[slot as keyof Slots] : whole,
  )
}

function drawIntent(intents: readonly IntentSpec[], rng: Rng): IntentSpec {
  let rest = rng.nextFloat()
  for (const intent of intents) {
    rest -= intent.share
    if (rest < 0) return intent
  }
  return intents[0] as IntentSpec
}

/** Names sessions so that a customer's next request joins the running session one time in four. */
function sessionNamer(): (person: Person, rng: Rng) => string {
  const running = new Map<string, number>()
  return (person, rng) => {
    const count = running.get(person.customerId)
    const next = count === undefined ? 1 : rng.nextFloat() < 0.25 ? count : count + 1
    running.set(person.customerId, next)
    return `${person.customerId}-s${next}`
  }
}

function rowMaker(traceId: string, request: Request, endsAtMs: number, sessionId: string, rng: Rng) {
  const startedAtMs = endsAtMs - 7 * DAY_MS + randomInteger(rng, 7 * DAY_MS)
  const flags = { checkout_v2: rng.nextFloat() < 0.5 ? 'on' : 'off' }
  const latencyMs = 400 + randomInteger(rng, 900) * (1 + request.intent.steps.length)
  const of = (run: AgentRun, model: string, flaggedFor?: string): SimulatedRow => ({
    trace_id: traceId,
    messages: playAgent(request.intent, request.slots, request.text, run),
    tools: SIMULATED_TOOLS,
    model,
    started_at: new Date(startedAtMs).toISOString(),
    latency_ms: latencyMs,
    session_id: sessionId,
    customer_id: request.person.customerId,
    flags,
    ...(flaggedFor === undefined ? {} : { support_flag: { reason: `customer complained: ${flaggedFor}` } }),
    finish: 'completed',
  })
  return { flags, of }
}

/** Who cuts calls off on a request with these flags. */
function faultOf(candidate: SimulatedCandidate, flags: { readonly checkout_v2: string }): Fault {
  return candidate === 'truncating' || (candidate === 'flag-fault' && flags.checkout_v2 === 'on')
    ? 'truncating'
    : 'none'
}

type Fault = 'truncating' | 'none'

function failureOf(intent: IntentSpec, rng: Rng): NonNullable<AgentRun['failure']> {
  const kinds: readonly SimulatedFailure[] =
    intent.steps.length === 0
      ? ['empty-answer', 'refusal']
      : ['schema-violation', 'unknown-tool', 'empty-answer', 'refusal']
  return { kind: pickOne(kinds, rng), step: randomInteger(rng, Math.max(1, intent.steps.length)) }
}

function baselineRun(intent: IntentSpec, rng: Rng): AgentRun & { readonly isShared: boolean } {
  const isFailing = rng.nextFloat() < FAILURE_RATE[intent.tier]
  return {
    failure: isFailing ? failureOf(intent, rng) : undefined,
    isRephrased: false,
    isShared: isFailing && rng.nextFloat() < 0.5,
  }
}

function candidateRun(
  intent: IntentSpec,
  ours: AgentRun & { readonly isShared: boolean },
  fault: Fault,
  rng: Rng,
): AgentRun {
  const truncated = truncationOf(intent, fault, rng)
  const ownFailure = rng.nextFloat() < FAILURE_RATE[intent.tier] / 2 ? failureOf(intent, rng) : undefined
  const isRephrased = rng.nextFloat() < REPHRASED_RATE
  return { failure: truncated ?? (ours.isShared ? ours.failure : ownFailure), isRephrased }
}

function candidateRunOnFlagged(intent: IntentSpec, ours: AgentRun, fault: Fault, rng: Rng): AgentRun {
  const truncated = truncationOf(intent, fault, rng)
  const isRecurring = rng.nextFloat() < RECURRENCE_RATE
  return { failure: truncated ?? (isRecurring ? ours.failure : undefined), isRephrased: false }
}

/** Every tool call of a multi-step workflow is cut off with the same chance; the first one ends the workflow. */
function truncationOf(intent: IntentSpec, fault: Fault, rng: Rng): AgentRun['failure'] {
  const draws = intent.steps.map(() => rng.nextFloat())
  if (fault === 'none' || intent.tier !== 'multi-step') return undefined
  const step = draws.findIndex(draw => draw < TRUNCATED_CALL_RATE)
  return step < 0 ? undefined : { kind: 'truncated-tool-call', step }
}

type Pools = ReadonlyMap<IntentSpec, readonly Request[]>

/** Flagged failures of earlier weeks, half of them multi-step; the candidate's answers go into `candidate`. */
function simulateFlagged(
  options: SimulationOptions,
  pools: Pools,
  candidate: SimulatedRow[],
  rng: Rng,
): readonly SimulatedRow[] {
  const flagged: SimulatedRow[] = []
  const intents = [...pools.keys()]
  const multiStep = intents.filter(intent => intent.tier === 'multi-step')
  for (let index = 0; index < options.adversarial; index++) {
    const intent = index % 2 === 0 && multiStep.length > 0 ? pickOne(multiStep, rng) : pickOne(intents, rng)
    const request = pickOne(pools.get(intent) as readonly Request[], rng)
    const failure = failureOf(intent, rng)
    const row = rowMaker(
      `adv-${String(index + 1).padStart(4, '0')}`,
      request,
      options.endsAtMs - 21 * DAY_MS,
      `adv-s${index + 1}`,
      rng,
    )
    const ours = { failure, isRephrased: false }
    const fault = faultOf(options.candidate, row.flags)
    flagged.push(row.of(ours, 'harbour-agent-6', failure.kind))
    candidate.push(row.of(candidateRunOnFlagged(intent, ours, fault, rng), 'harbour-agent-8'))
  }
  return flagged
}

function simulateSuite(
  options: SimulationOptions,
  pools: Pools,
  candidate: SimulatedRow[],
  rng: Rng,
): readonly SimulatedRow[] {
  const suite: SimulatedRow[] = []
  const simple = [...pools.keys()].filter(intent => intent.tier === 'simple')
  if (simple.length === 0) return suite
  for (let index = 0; index < options.suite; index++) {
    const intent = simple[index % simple.length] as IntentSpec
    const request = pickOne(pools.get(intent) as readonly Request[], rng)
    const row = rowMaker(
      `suite-${String(index + 1).padStart(4, '0')}`,
      request,
      options.endsAtMs - 90 * DAY_MS,
      `suite-s${index + 1}`,
      rng,
    )
    const ours = baselineRun(intent, rng)
    const fault = faultOf(options.candidate, row.flags)
    suite.push(row.of(ours, 'harbour-agent-7'))
    candidate.push(row.of(candidateRun(intent, ours, fault, rng), 'harbour-agent-8'))
  }
  return suite
}
