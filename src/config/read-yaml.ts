import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml'
import type { LocatedMap, LocatedScalar, LocatedValue } from './located.ts'
import { renderPath } from './located.ts'
import type { Position, Problem } from './problem.ts'

/** A config file is read up to this many bytes. */
export const MAX_CONFIG_BYTES = 1_048_576
/** Values a file may hold once its aliases are written out, so that a few lines cannot become billions. */
const MAX_VALUES = 20_000
const MAX_ALIASES = 100
const MAX_DEPTH = 60
const MAX_SYNTAX_PROBLEMS = 10
const GIVEN_TWICE =
  'this key is given twice in the same block (a file that lost its indentation looks like this, too)'
/** Keys that mean something to JavaScript objects; nothing in a config is named so. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export type YamlReading = {
  /** Undefined when the file cannot be read as one map of keys. */
  readonly root: LocatedMap | undefined
  readonly problems: readonly Problem[]
}

/**
 * The keys and values of a YAML 1.2 text with their lines. Data only: custom tags, merge keys, duplicate
 * keys and keys that are not text are problems, and aliases are bounded.
 */
export function readYaml(text: string): YamlReading {
  if (isNestedTooDeep(text)) return failed(`nested more than ${MAX_DEPTH} levels deep`)
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    // The parser compares every key with every other; the reader below finds a key that is given twice at once.
    uniqueKeys: false,
    stringKeys: false,
    merge: false,
    schema: 'core',
    version: '1.2',
    // `silent` would also drop the error about a second document.
    logLevel: 'error',
  })
  const reader = new Reader(document, lineCounter)
  const syntax = [...document.errors, ...document.warnings].map(error => ({
    path: '',
    position: positionOf(lineCounter, error.pos[0]),
    message: syntaxMessage(error),
  }))
  if (syntax.length > 0) return { root: undefined, problems: syntax.slice(0, MAX_SYNTAX_PROBLEMS) }
  return reader.read()
}

function failed(message: string): YamlReading {
  return { root: undefined, problems: [{ path: '', position: undefined, message }] }
}

/** A cheap look before parsing: the parser's time grows with the square of the depth. */
function isNestedTooDeep(text: string): boolean {
  if (/(?:[-?:][ \t]+){60}/.test(text)) return true
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > MAX_DEPTH) return true
  }
  return false
}

function syntaxMessage(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'expected spaces as indentation, found a tab'
  if (error.code === 'MULTIPLE_DOCS') return 'expected one YAML document, found a second one (`---`)'
  if (error.code === 'TAG_RESOLVE_FAILED')
    return 'tags (`!name`) are not supported: a config is data and nothing else'
  return `not valid YAML: ${error.message}`
}

function positionOf(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset)
  return { line, column: col }
}

/** Walks the parsed document once, counting what it writes out. */
class Reader {
  readonly #document: Document.Parsed
  readonly #lineCounter: LineCounter
  readonly #problems: Problem[] = []
  #values = 0
  #aliases = 0

  constructor(document: Document.Parsed, lineCounter: LineCounter) {
    this.#document = document
    this.#lineCounter = lineCounter
  }

  read(): YamlReading {
    const { contents } = this.#document
    if (contents === null) return failed('expected a block of keys, found an empty file')
    const root = this.#value(contents, [], this.#position(contents), 0)
    if (root !== undefined && root.kind !== 'map' && this.#problems.length === 0) {
      return failed('expected a block of keys at the top of the file')
    }
    return { root: root?.kind === 'map' ? root : undefined, problems: this.#problems }
  }

  #value(
    node: Node | null,
    writtenPath: readonly (string | number)[],
    position: Position,
    depth: number,
  ): LocatedValue | undefined {
    this.#values += 1
    if (this.#values > MAX_VALUES || depth > MAX_DEPTH) {
      return this.#refuse(
        writtenPath,
        position,
        `the file holds more than ${MAX_VALUES} values or ${MAX_DEPTH} levels once its aliases are written out`,
      )
    }
    const place = { position, writtenPath }
    if (node === null) return { kind: 'scalar', value: null, isFromEnvironment: false, ...place }
    if (isAlias(node)) {
      this.#aliases += 1
      if (this.#aliases > MAX_ALIASES)
        return this.#refuse(writtenPath, position, `more than ${MAX_ALIASES} aliases`)
      return this.#value(node.resolve(this.#document) ?? null, writtenPath, position, depth + 1)
    }
    if (isScalar(node)) return this.#scalar(node, place)
    if (isSeq<Node>(node)) {
      const items = node.items.map((item, index) =>
        this.#value(
          item,
          [...writtenPath, index],
          item === null ? position : this.#position(item),
          depth + 1,
        ),
      )
      return { kind: 'list', items: items.filter(item => item !== undefined), ...place }
    }
    if (isMap<Node, Node | null>(node)) {
      const entries = new Map<string, LocatedValue>()
      for (const { key, value } of node.items) {
        const keyPosition = this.#position(key)
        const name = this.#key(key, writtenPath, keyPosition)
        if (name === undefined) continue
        if (entries.has(name)) {
          this.#refuse([], keyPosition, GIVEN_TWICE)
          continue
        }
        const entry = this.#value(value, [...writtenPath, name], keyPosition, depth + 1)
        if (entry !== undefined) entries.set(name, entry)
      }
      return { kind: 'map', entries, ...place }
    }
    return this.#refuse(writtenPath, position, 'expected a value, a list or a block of keys')
  }

  #scalar(node: Scalar, place: Pick<LocatedScalar, 'position' | 'writtenPath'>): LocatedScalar | undefined {
    const { value } = node
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      return { kind: 'scalar', value, isFromEnvironment: false, ...place }
    }
    return this.#refuse(place.writtenPath, place.position, 'expected text, a number, true or false')
  }

  #key(key: Node, writtenPath: readonly (string | number)[], position: Position): string | undefined {
    if (!isScalar(key) || typeof key.value !== 'string') {
      return this.#refuse(writtenPath, position, 'expected a key that is text')
    }
    if (key.value === '<<')
      return this.#refuse(writtenPath, position, 'merge keys (`<<`) are not supported: write the keys out')
    if (REFUSED_KEYS.has(key.value))
      return this.#refuse([...writtenPath, key.value], position, 'this key is refused')
    return key.value
  }

  #position(node: Node): Position {
    return positionOf(this.#lineCounter, node.range?.[0] ?? 0)
  }

  #refuse(writtenPath: readonly (string | number)[], position: Position, message: string): undefined {
    // One report is enough for a limit that every later value passes as well.
    if (this.#problems.every(problem => problem.message !== message || !message.includes('more than'))) {
      this.#problems.push({ path: renderPath(writtenPath), position, message })
    }
    return undefined
  }
}
