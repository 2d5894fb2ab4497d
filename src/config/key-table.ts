import { EFFECTS } from './effects.ts'
import { leafKeys, type SchemaNode } from './key-paths.ts'

type Range = {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly anyOf?: readonly SchemaNode[]
}

/** The Markdown table of every key for docs/config.md: default, what it accepts, what it changes, since when. */
export function renderKeyTable(): string {
  const rows = leafKeys().map(([path, schema]) => {
    const effect = EFFECTS[path]
    const cells = [
      `\`${path}\``,
      schema.default === undefined ? '' : code(schema.default),
      accepts(schema),
      effect?.controls ?? '',
      effect?.status === 'effective' ? 'yes' : 'not yet',
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| key | default | accepts | changes | has effect |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function accepts(schema: SchemaNode & Range): string {
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ')
  if (schema.const !== undefined) return code(schema.const)
  if (schema.anyOf !== undefined) return schema.anyOf.map(accepts).join(' or ')
  if (schema.type === 'integer') return withRange('whole number', schema)
  if (schema.type === 'number') return withRange('number', schema)
  if (schema.type === 'boolean') return '`true`, `false`'
  if (schema.type === 'array') return 'list'
  if (schema.type === 'object') return 'named entries'
  return 'text'
}

function withRange(kind: string, range: Range): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = range
  if (maximum === Number.MAX_SAFE_INTEGER) return kind
  const low = exclusiveMinimum === undefined ? `from ${minimum}` : `above ${exclusiveMinimum}`
  const high = exclusiveMaximum === undefined ? `to ${maximum}` : `below ${exclusiveMaximum}`
  return `${kind} ${low} ${high}`
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}
