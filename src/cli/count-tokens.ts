import { ENTITIES, type Entity } from '../privacy/entity.ts'
import { TOKEN } from '../privacy/token.ts'
import type { RunStore } from '../store/run-store.ts'

/** Which layer makes tokens of an entity. */
export type Layer = 'patterns' | 'names' | 'field policy' | 'identifiers'

export type EntityCount = {
  readonly entity: Entity
  readonly layer: Layer
  /** Tokens in the stored traces. */
  readonly tokens: number
  /** Different values: different tokens. */
  readonly values: number
}

export type TokenCounts = {
  readonly traces: number
  /** Tokens by the key they carry. */
  readonly keys: { readonly [key: string]: number }
  readonly entities: readonly EntityCount[]
}

const NAMES: ReadonlySet<Entity> = new Set([
  'PERSON',
  'LOCATION',
  'ORGANIZATION',
  'STREET_ADDRESS',
  'ZIP_CODE',
  'DATE_OF_BIRTH',
  'ID_NUMBER',
])

/** What redaction left in the traces of a store. */
export function countTokens(store: Pick<RunStore, 'traces'>, sides: readonly string[]): TokenCounts {
  const tokens = new Map<string, number>()
  let traces = 0
  for (const side of sides) {
    for (const trace of store.traces(side)) {
      traces += 1
      for (const [token] of JSON.stringify(trace).matchAll(TOKEN))
        tokens.set(token, (tokens.get(token) ?? 0) + 1)
    }
  }
  const keys: { [key: string]: number } = {}
  for (const [token, count] of tokens) {
    const key = token.split('_').at(-2) ?? ''
    keys[key] = (keys[key] ?? 0) + count
  }
  return {
    traces,
    keys,
    entities: ENTITIES.flatMap(entity => {
      const own = [...tokens].filter(([token]) => token.startsWith(`<${entity}_k`))
      return own.length === 0
        ? []
        : [
            {
              entity,
              layer: layerOf(entity),
              tokens: own.reduce((sum, [, count]) => sum + count, 0),
              values: own.length,
            },
          ]
    }),
  }
}

function layerOf(entity: Entity): Layer {
  if (entity === 'SESSION' || entity === 'CUSTOMER') return 'identifiers'
  if (entity === 'FIELD') return 'field policy'
  return NAMES.has(entity) ? 'names' : 'patterns'
}
