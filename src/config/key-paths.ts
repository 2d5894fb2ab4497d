import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The part of a JSON Schema that is read here. */
export type SchemaNode = {
  readonly type?: string
  readonly properties?: { readonly [key: string]: SchemaNode }
  readonly additionalProperties?: boolean | SchemaNode
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

/** The config's JSON Schema with every key at its one place. */
export function canonicalJsonSchema(): SchemaNode {
  return z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }) as SchemaNode
}

/**
 * Every key of a config that holds a value, not a block, in file order: dotted path and schema.
 * A key that holds named entries (`alerts.channels`) is one leaf.
 */
export function leafKeys(
  node: SchemaNode = canonicalJsonSchema(),
  prefix = '',
): readonly (readonly [path: string, schema: SchemaNode])[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    return child.properties === undefined ? [[path, child] as const] : leafKeys(child, path)
  })
}

/** Names valid in the block at a path; empty when there is no such block. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let node: SchemaNode | undefined = canonicalJsonSchema()
  for (const step of path) {
    const named: SchemaNode | undefined = node?.properties?.[String(step)]
    const entries: boolean | SchemaNode | undefined = node?.additionalProperties
    node = named ?? (typeof entries === 'object' ? entries : undefined)
  }
  return Object.keys(node?.properties ?? {})
}
