import { createHash } from 'node:crypto'
import type { JsonValue } from '../../records/json-value.ts'
import type { RedactedTrace, ToolDefinition, Trace } from '../../records/trace.ts'
import { LEAST_SOURCES } from './common-words.ts'

/** What a synthetic trace has of the real one it stands for, beside its texts. */
export type SharedTraits = Pick<
  Trace,
  'tools' | 'model' | 'startedAtMs' | 'sessionId' | 'customerId' | 'customerTier' | 'language' | 'flags'
>

const DAY_MS = 86_400_000

/**
 * What many traces have in common stays: the tools offered, model, tier, language and feature flags that at least five
 * customers have. Customers and sessions get other names, times become the day. What is rarer is left out; a tool only
 * few were offered keeps its name and the names and types of its parameters.
 *
 * @param startMs - the window's: no day begins before it.
 * @param seed - of the names of customers and sessions.
 */
export function sharedTraits(
  traces: readonly RedactedTrace[],
  seed: string,
  startMs: number | undefined,
): (trace: RedactedTrace) => SharedTraits {
  const sources = new Map<string, Set<string>>()
  const definitions = new Map<ToolDefinition, string>()
  const keyOf = (tool: ToolDefinition): string => {
    const known = definitions.get(tool) ?? JSON.stringify(tool)
    definitions.set(tool, known)
    return known
  }
  const traitsOf = (trace: RedactedTrace): readonly string[] => [
    ...(trace.tools ?? []).map(tool => `tool ${keyOf(tool)}`),
    `model ${trace.model}`,
    `tier ${trace.customerTier}`,
    `language ${trace.language}`,
    ...Object.entries(trace.flags).map(([flag, state]) => `flag ${flag}=${state}`),
  ]
  for (const trace of traces) {
    const source = trace.customerId ?? trace.sessionId ?? trace.traceId
    for (const trait of traitsOf(trace)) {
      const known = sources.get(trait)
      if (known === undefined) sources.set(trait, new Set([source]))
      else if (known.size < LEAST_SOURCES) known.add(source)
    }
  }
  const isShared = (trait: string): boolean => (sources.get(trait)?.size ?? 0) >= LEAST_SOURCES
  const renamed = (kind: string, name: string | undefined): string | undefined =>
    name === undefined
      ? undefined
      : `${kind}-${createHash('sha256').update(`${seed}\0${kind}\0${name}`).digest('hex').slice(0, 12)}`
  return trace => ({
    tools: trace.tools?.map(tool => (isShared(`tool ${keyOf(tool)}`) ? tool : bareTool(tool))),
    model: isShared(`model ${trace.model}`) ? trace.model : undefined,
    startedAtMs: trace.startedAtMs === undefined ? undefined : dayOf(trace.startedAtMs, startMs),
    sessionId: renamed('session', trace.sessionId),
    customerId: renamed('customer', trace.customerId),
    ...(trace.customerTier !== undefined && isShared(`tier ${trace.customerTier}`)
      ? { customerTier: trace.customerTier }
      : {}),
    ...(trace.language !== undefined && isShared(`language ${trace.language}`)
      ? { language: trace.language }
      : {}),
    flags: Object.fromEntries(
      Object.entries(trace.flags).filter(([flag, state]) => isShared(`flag ${flag}=${state}`)),
    ),
  })
}

function dayOf(ms: number, startMs: number | undefined): number {
  return Math.max(Math.floor(ms / DAY_MS) * DAY_MS, startMs ?? Number.NEGATIVE_INFINITY)
}

/** Without texts: names and types alone. */
function bareTool({ name, parameters }: ToolDefinition): ToolDefinition {
  const properties = isRecord(parameters?.properties) ? parameters.properties : {}
  return {
    name,
    description: undefined,
    parameters:
      parameters === undefined
        ? undefined
        : {
            type: 'object',
            properties: Object.fromEntries(
              Object.entries(properties).map(([key, each]) => [
                key,
                isRecord(each) && typeof each.type === 'string' ? { type: each.type } : {},
              ]),
            ),
            ...(Array.isArray(parameters.required) ? { required: parameters.required as JsonValue } : {}),
          },
  }
}

function isRecord(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
