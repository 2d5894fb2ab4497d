import { createHash } from 'node:crypto'
import { createRng } from '../../numeric/random.ts'
import type { Entity } from '../../privacy/entity.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { commonWords } from './common-words.ts'
import { pick } from './pick.ts'
import type { RealShingles } from './real-shingles.ts'
import { sharedTraits } from './shared-traits.ts'
import type { SyntheticWording } from './synthetic-text.ts'
import { type SyntheticConversation, syntheticConversation, syntheticId } from './synthetic-trace.ts'

/** Words a request anew, keeping what stands in angle brackets; undefined when there is no usable answer. */
export type RewordRequest = (request: string) => Promise<readonly string[]>

export type SynthesiseInput = {
  /** The window's traces, redacted; they are read and never kept. */
  readonly traces: readonly RedactedTrace[]
  readonly strata: Strata
  readonly real: RealShingles
  readonly seed: string
  readonly pseudonym: (entity: Entity, value: string) => string
  /** The window's first instant, Unix epoch milliseconds. */
  readonly startMs: number | undefined
  /** Words the requests of some exemplars anew; absent: the grammar alone does. */
  readonly reword?: RewordRequest | undefined
  readonly signal?: AbortSignal | undefined
}

export type Synthesis = {
  /** One per real trace, in no order of theirs. */
  readonly twins: readonly Trace[]
  /** The real trace each twin stands for. */
  readonly realOf: ReadonlyMap<TraceId, TraceId>
  /** Real traces templates were made of, and those no template has seen. */
  readonly exemplars: ReadonlySet<TraceId>
  readonly holdout: ReadonlySet<TraceId>
  /** Requests a model worded anew. */
  readonly reworded: number
  /** Another twin of one trace, made of itself: for failures that are to be reproduced. */
  readonly twinOf: (trace: RedactedTrace, attempt: number) => Trace
}

/** Exemplars of a stratum whose requests a model words anew. */
const REWORDED_PER_STRATUM = 6

/**
 * A synthetic twin for every trace of a window. A twin stands in the stratum of its trace, with its day, flags and
 * customer under another name; its conversation is made of another trace of the stratum, of the same turns and calls
 * where there is one. Half of the traces, drawn by hash, give no template at all: what the twins know more of the others
 * than of them is what they give away.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function synthesise(input: SynthesiseInput): Promise<Synthesis> {
  const { traces, strata, seed, real, pseudonym, startMs, signal } = input
  const isExemplar = (id: string): boolean =>
    (createHash('sha256').update(`${seed}\0exemplar\0${id}`).digest()[0] ?? 0) < 128
  const exemplars = byHash(traces, seed).filter(({ traceId }) => isExemplar(traceId))
  const wording: SyntheticWording = { common: commonWords(exemplars), real, pseudonym }
  const traitsOf = sharedTraits(traces, seed, startMs)
  const stratumOf = new Map(
    strata.strata.flatMap(({ id, members }) => members.map(member => [member, id] as const)),
  )
  const exemplarOf = exemplarPicker(exemplars, stratumOf, seed)
  const reworded = await rewordedRequests(exemplars, stratumOf, wording, input)
  const copies = new Map<string, number>()
  const twinWith = (conversation: SyntheticConversation, trace: RedactedTrace): Trace => {
    const key = syntheticId(conversation, 0)
    const copy = copies.get(key) ?? 0
    copies.set(key, copy + 1)
    return asTrace(conversation, syntheticId(conversation, copy), traitsOf(trace))
  }
  const realOf = new Map<TraceId, TraceId>()
  const twins: Trace[] = []
  // By hash, so that neither the order of the source nor that of the twins says which is whose.
  for (const trace of byHash(traces, seed)) {
    signal?.throwIfAborted()
    const exemplar = exemplarOf(trace) ?? trace
    const other = reworded.get(exemplar.traceId)
    const rng = createRng(`${seed}\0reword\0${trace.traceId}`)
    const conversation =
      other === undefined || rng.nextFloat() < 0.5
        ? syntheticConversation(exemplar, `${seed}\0twin\0${trace.traceId}`, wording)
        : pick(other, rng)
    const twin = twinWith(conversation, trace)
    realOf.set(twin.traceId, trace.traceId)
    twins.push(twin)
  }
  return {
    twins,
    realOf,
    exemplars: new Set(exemplars.map(({ traceId }) => traceId)),
    holdout: new Set(traces.flatMap(({ traceId }) => (isExemplar(traceId) ? [] : [traceId]))),
    reworded: [...reworded.values()].reduce((sum, each) => sum + each.length, 0),
    twinOf: (trace, attempt) => {
      const conversation = syntheticConversation(
        trace,
        `${seed}\0failure ${attempt}\0${trace.traceId}`,
        wording,
      )
      return asTrace(conversation, syntheticId(conversation, 0), traitsOf(trace))
    },
  }
}

function asTrace(
  conversation: SyntheticConversation,
  traceId: TraceId,
  traits: ReturnType<ReturnType<typeof sharedTraits>>,
): Trace {
  return {
    kind: 'trace',
    traceId,
    ...conversation,
    ...traits,
    latencyMs: undefined,
    costPicoUsd: undefined,
    outcome: undefined,
    supportFlag: undefined,
    finish: { kind: 'completed' },
  }
}

function byHash(traces: readonly RedactedTrace[], seed: string): readonly RedactedTrace[] {
  return traces
    .map(trace => ({
      trace,
      hash: createHash('sha256').update(`${seed}\0order\0${trace.traceId}`).digest('hex'),
    }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ trace }) => trace)
}

/** Another exemplar of the same stratum with the same turns and calls; of those there are none of, the next best. */
function exemplarPicker(
  exemplars: readonly RedactedTrace[],
  stratumOf: ReadonlyMap<TraceId, StratumId>,
  seed: string,
): (trace: RedactedTrace) => RedactedTrace | undefined {
  const pools = new Map<string, RedactedTrace[]>()
  const namesOf = (trace: RedactedTrace): readonly string[] => {
    const stratum = stratumOf.get(trace.traceId) ?? ''
    const turns = trace.messages.filter(({ role }) => role === 'assistant').length
    return [
      `${stratum} ${shapeOf(trace)}`,
      `${stratum} turns ${turns}`,
      stratum,
      `shape ${shapeOf(trace)}`,
      'all',
    ]
  }
  for (const exemplar of exemplars) {
    for (const name of namesOf(exemplar)) {
      const pool = pools.get(name)
      if (pool === undefined) pools.set(name, [exemplar])
      else pool.push(exemplar)
    }
  }
  return trace => {
    const rng = createRng(`${seed}\0exemplar of\0${trace.traceId}`)
    for (const name of namesOf(trace)) {
      const pool = pools.get(name) ?? []
      if (pool.length === 0) continue
      const found = pick(pool, rng)
      if (found.traceId !== trace.traceId) return found
      if (pool.length > 1) return pool[(pool.indexOf(found) + 1) % pool.length]
    }
    return undefined
  }
}

/** Who speaks in which order and what is called. */
function shapeOf({ messages }: RedactedTrace): string {
  return messages
    .map(message =>
      message.role === 'assistant' || message.role === 'user'
        ? `${message.role[0]}${message.calls.map(({ name }) => name).join('+')}`
        : message.role[0],
    )
    .join(' ')
}

/**
 * Conversations whose opening request a model worded anew, by exemplar. The model sees what the grammar made, never a
 * real text; what it answers passes the same check.
 */
async function rewordedRequests(
  exemplars: readonly RedactedTrace[],
  stratumOf: ReadonlyMap<TraceId, StratumId>,
  wording: SyntheticWording,
  { reword, seed, signal }: SynthesiseInput,
): Promise<ReadonlyMap<TraceId, readonly SyntheticConversation[]>> {
  const found = new Map<TraceId, readonly SyntheticConversation[]>()
  if (reword === undefined) return found
  const asked = new Map<string, number>()
  for (const exemplar of byHash(exemplars, seed)) {
    const stratum = stratumOf.get(exemplar.traceId) ?? ''
    const count = asked.get(stratum) ?? 0
    if (count >= REWORDED_PER_STRATUM) continue
    asked.set(stratum, count + 1)
    signal?.throwIfAborted()
    const draft = syntheticConversation(exemplar, `${seed}\0draft\0${exemplar.traceId}`, wording)
    const at = draft.messages.findIndex(message => message.role === 'user' && message.text.trim() !== '')
    const request = draft.messages[at]
    if (request?.role !== 'user') continue
    const usable = (await reword(request.text)).flatMap(text => checkedRewording(text, request.text, wording))
    if (usable.length === 0) continue
    found.set(
      exemplar.traceId,
      usable.map(text => ({ ...draft, messages: draft.messages.with(at, { ...request, text }) })),
    )
  }
  return found
}

const VALUES = /<[A-Z_]+_k\d+_[0-9A-F]+>|[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*/gu

/** The rewording when it keeps every value, brings none, and shares no run with a real text; else nothing. */
function checkedRewording(text: string, request: string, { real }: SyntheticWording): readonly string[] {
  const valuesOf = (from: string): string => [...new Set(from.match(VALUES) ?? [])].sort().join(' ')
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.length > 0 && valuesOf(text) === valuesOf(request) && !real.isReal(words) ? [text.trim()] : []
}
