import { createHash } from 'node:crypto'
import { ANTHROPIC_BATCHES } from '../../src/models/batch/anthropic-batches.ts'
import { createBatchJournal } from '../../src/models/batch/batch-journal.ts'
import type { BatchProtocol } from '../../src/models/batch/batch-protocol.ts'
import { createBatchingFetch } from '../../src/models/batch/create-batching-fetch.ts'
import { groupedBy, groupKeyOf } from '../../src/models/batch/group-key-of.ts'
import { OPENAI_BATCHES } from '../../src/models/batch/openai-batches.ts'
import { createGuardedFetch, type Fetch } from '../../src/models/egress/guarded-fetch.ts'
import { inFlight } from '../../src/models/in-flight.ts'
import type { ModelRequest } from '../../src/models/language-model.ts'
import { createSdkLanguageModel } from '../../src/models/sdk/create-sdk-language-model.ts'
import { createRng, shuffled } from '../../src/numeric/random.ts'
import {
  createAnthropicSimulator,
  createOpenAiSimulator,
  createVirtualClock,
  echo,
} from '../../src/testing/index.ts'

/** One measurement; shares of all input tokens that were read from the provider's cache, in [0, 1]. */
export type CachedShare = {
  readonly provider: string
  readonly way: string
  readonly layout: Layout
  readonly asDrawn: number
  readonly grouped: number
}

/** Where the tool definitions stand: behind the conversation, or before it in the marked prefix. */
type Layout = 'conversation-first' | 'structure-first'
type Order = 'as-drawn' | 'grouped'
type Way = { readonly name: string; readonly inFlight?: number; readonly batchHours?: number }

const STRUCTURES = 40
const PER_STRUCTURE = 15
const LATENCY_MS = 2_000
const HOUR_MS = 3_600_000

const PROVIDERS = {
  anthropic: { create: createAnthropicSimulator, model: 'claude-sonnet-4-6', protocol: ANTHROPIC_BATCHES },
  openai: { create: createOpenAiSimulator, model: 'gpt-5-mini', protocol: OPENAI_BATCHES },
} as const

const WAYS: readonly Way[] = [
  { name: 'live, 64 under way', inFlight: 64 },
  { name: 'live, 2 under way', inFlight: 2 },
  { name: 'batch of 1 h', batchHours: 1 },
  { name: 'batch of 20 h', batchHours: 20 },
]

/**
 * How much of the input the simulated providers read from their caches, for 600 votes of 40 structures: as drawn, and
 * with equal structures next to each other.
 */
export async function measureCachedShares(): Promise<readonly CachedShare[]> {
  const rows: CachedShare[] = []
  for (const provider of ['anthropic', 'openai'] as const) {
    for (const layout of ['conversation-first', 'structure-first'] as const) {
      for (const way of WAYS) {
        const asDrawn = await measure(provider, way, layout, 'as-drawn')
        const grouped = await measure(provider, way, layout, 'grouped')
        rows.push({ provider, way: way.name, layout, asDrawn, grouped })
      }
    }
  }
  return rows
}

async function measure(
  provider: keyof typeof PROVIDERS,
  way: Way,
  layout: Layout,
  order: Order,
): Promise<number> {
  const { create, model: id, protocol } = PROVIDERS[provider]
  const clock = createVirtualClock({ autoAdvance: true })
  await using vendor = await create({
    clock,
    policy: echo(),
    latencyMs: LATENCY_MS,
    batchDurationMs: (way.batchHours ?? 1) * HOUR_MS,
  })
  const baseUrl = `${vendor.baseUrl}/v1`
  const live = createGuardedFetch({ provider, baseUrl })
  const fetch = way.batchHours === undefined ? live : batchedFetch(live, { provider, protocol, clock, order })
  const model = createSdkLanguageModel({
    provider,
    model: id,
    apiKey: 'key',
    baseUrl,
    nowMs: clock.nowMs,
    fetch,
  })
  const drawn = shuffled(requests(layout), createRng('cached-share'))
  const asked = order === 'grouped' ? groupedBy(drawn, groupKeyOf) : drawn
  await inFlight(asked, way.inFlight ?? asked.length, async request => {
    await model.generate(request)
  })
  const sum = (part: (charge: (typeof vendor.billing.charges)[number]) => number): number =>
    vendor.billing.charges.reduce((total, charge) => total + part(charge), 0)
  const read = sum(({ usage }) => usage.cacheReadTokens)
  const written = sum(({ usage }) => Object.values(usage.cacheWriteTokens).reduce((a, b) => a + b, 0))
  return Math.round((1_000 * read) / (read + written + sum(({ usage }) => usage.inputTokens))) / 1_000
}

type Clock = ReturnType<typeof createVirtualClock>

function batchedFetch(
  fetch: Fetch,
  options: {
    readonly provider: string
    readonly protocol: BatchProtocol
    readonly clock: Clock
    readonly order: Order
  },
): Fetch {
  const { provider, protocol, clock, order } = options
  const rows = new Map<string, string>()
  const byHash = (body: unknown): readonly unknown[] => [
    createHash('sha256').update(JSON.stringify(body)).digest('hex'),
  ]
  return createBatchingFetch({
    provider,
    protocol: order === 'grouped' ? protocol : { ...protocol, promptOf: byHash },
    failureOf: () => ({}),
    fetch,
    runId: 'bench',
    journal: createBatchJournal(
      {
        get: (_kind, parts) => JSON.parse(rows.get(JSON.stringify(parts)) ?? 'null') ?? undefined,
        put: (_kind, parts, body) => void rows.set(JSON.stringify(parts), JSON.stringify(body)),
      },
      'bench',
    ),
    nowMs: clock.nowMs,
    // Longer looks: an hour is not sixty of them.
    sleep: (ms, signal) => clock.sleep(10 * ms, signal),
  })
}

/** About 500 tokens of rubric, 1,500 of tools, 600 of conversation. */
function requests(layout: Layout): readonly ModelRequest[] {
  const rubric = filler('Weigh what the user asked for.', 2_000)
  return Array.from({ length: STRUCTURES * PER_STRUCTURE }, (_, n) => {
    const structure = n % STRUCTURES
    const tools = filler(`Tool ${structure} finds things.`, 6_000)
    const conversation = filler(`Conversation ${n} is about this.`, 2_400)
    const isFirst = layout === 'structure-first'
    return {
      purpose: 'judge',
      system: isFirst ? `${rubric}\n${tools}` : rubric,
      messages: [{ role: 'user', text: isFirst ? conversation : `${conversation}\n${tools}` }],
      maxOutputTokens: 256,
      cachePrefix: true,
    }
  })
}

function filler(sentence: string, characters: number): string {
  return `${sentence} `.repeat(Math.ceil(characters / (sentence.length + 1))).slice(0, characters)
}
