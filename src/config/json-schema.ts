import { EFFECTS } from './effects.ts'
import { canonicalJsonSchema, type SchemaNode } from './key-paths.ts'
import { PIPELINE_KEY, PLACEMENTS } from './placement.ts'

type Node = SchemaNode & { readonly [keyword: string]: unknown }

const SHORT_FORMS = [['source'], ['candidate', 'recorded'], ['candidate']]

/**
 * The JSON Schema (draft 7) of a config file as people write it, for editors: every key at every place it
 * may stand, with what it changes. Looser than the loader, which also knows ranges of text and combinations.
 */
export function renderJsonSchema(): string {
  const described = describe(canonicalJsonSchema() as Node, '')
  let blocks = described
  for (const { canonical, alternative } of PLACEMENTS) {
    const node = nodeAt(described, canonical)
    if (node !== undefined) blocks = withNode(blocks, alternative, node)
  }
  for (const path of SHORT_FORMS) {
    const node = nodeAt(blocks, path)
    if (node !== undefined) {
      blocks = withNode(blocks, path, {
        anyOf: [{ type: 'string', description: 'Path of canonical trace JSONL.' }, node],
      })
    }
  }
  const candidates = nodeAt(blocks, ['candidates'])
  const candidate = nodeAt(blocks, ['candidate'])
  if (candidates !== undefined && candidate !== undefined)
    blocks = withNode(blocks, ['candidates'], { ...candidates, additionalProperties: candidate })
  const names = Object.keys(blocks.properties ?? {})
  const references = Object.fromEntries(names.map(name => [name, { $ref: `#/definitions/${name}` }]))
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tidegate configuration',
    type: 'object',
    properties: {
      [PIPELINE_KEY]: { type: ['object', 'null'], properties: references, additionalProperties: false },
      ...references,
    },
    additionalProperties: false,
    definitions: blocks.properties,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

/** Adds what each key changes, and drops the defaults of whole blocks, which say nothing. */
function describe(node: Node, path: string): Node {
  const { description: _none, default: defaultValue, properties, ...keywords } = node
  const effect = EFFECTS[path]
  const text =
    effect && `${effect.controls}${effect.status === 'not-yet' ? ' (no effect yet in this version)' : ''}`
  return {
    ...keywords,
    ...(text === undefined ? {} : { description: text }),
    ...(defaultValue === undefined || properties !== undefined ? {} : { default: defaultValue }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, child]) => [
              key,
              describe(child as Node, path === '' ? key : `${path}.${key}`),
            ]),
          ),
        }),
  }
}

function nodeAt(node: Node, path: readonly string[]): Node | undefined {
  let current: SchemaNode | undefined = node
  for (const step of path) current = current?.properties?.[step]
  return current as Node | undefined
}

function withNode(node: Node, path: readonly string[], child: Node): Node {
  const [step, ...rest] = path
  if (step === undefined) return child
  const inner = (node.properties?.[step] ?? { type: 'object', additionalProperties: false }) as Node
  return { ...node, properties: { ...node.properties, [step]: withNode(inner, rest, child) } }
}
