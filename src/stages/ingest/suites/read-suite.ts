import { basename, dirname, isAbsolute, join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { ConfigError } from '../../../errors/config-error.ts'
import { IngestError } from '../../../errors/ingest-error.ts'
import { parseJson } from '../../../json/parse-json.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Rejected } from '../../../records/rejected.ts'
import type { Suite, SuiteFormat, SuiteItem } from '../../../records/suite.ts'
import { csvRecords } from '../csv-records.ts'
import type { IngestIo } from '../ingest-io.ts'
import { missingFile } from '../list-source-files.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import type { IsForbiddenId } from '../parse-id.ts'
import { readChunks } from '../read-chunks.ts'
import { RowError } from '../row-error.ts'
import { createCanonicalParser } from '../sources/canonical.ts'
import { type NumberedCase, parseCsvSuite } from './parse-csv-suite.ts'
import { isInspectLog, parseInspectLog } from './parse-inspect-log.ts'
import { parsePromptfoo } from './parse-promptfoo.ts'
import { type SuiteCase, suiteItem } from './suite-item.ts'

/** Suites are read whole. */
const MOST_BYTES = 256 * 1024 * 1024

export type ReadSuiteOptions = {
  readonly isForbiddenId: IsForbiddenId
  readonly signal?: AbortSignal | undefined
}

/**
 * A static suite as its own tool keeps it, told apart by name and content: canonical JSON Lines, promptfoo's config,
 * tests or results (YAML, JSON), a log of Inspect (JSON), or CSV with a header. Of a repeated id the first item wins.
 *
 * @throws {ConfigError} when the file does not exist or is none of these.
 * @throws {IngestError} when it cannot be read, or holds no usable item.
 */
export async function readSuite(
  path: string,
  io: IngestIo,
  options: ReadSuiteOptions,
): Promise<Suite<string>> {
  const name = basename(path)
  const text = await textOf(path, io, options)
  const { format, cases } = await casesOf(text, path, io, options)
  const items: SuiteItem<string>[] = []
  const rejected: Rejected[] = []
  const seen = new Set<string>()
  for (const { line, read } of cases) {
    try {
      const item = read(options.isForbiddenId)
      if (seen.has(item.trace.traceId)) continue
      seen.add(item.trace.traceId)
      items.push(item)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      rejected.push({ kind: 'rejected', file: name, line, reason: error.message })
    }
  }
  if (items.length === 0) {
    const [first] = rejected
    const why = first === undefined ? '' : `; the first of ${rejected.length} unusable ones: ${first.reason}`
    throw new IngestError(`Expected items in the suite \`${name}\`, found none${why}`, {
      source: name,
      hint: 'docs/compare.md lists what is read from promptfoo, Inspect and CSV.',
    })
  }
  return { name, format, items, rejected }
}

type Cases = {
  readonly format: SuiteFormat
  readonly cases: readonly {
    readonly line: number
    readonly read: (isForbiddenId: IsForbiddenId) => SuiteItem<string>
  }[]
}

async function casesOf(text: string, path: string, io: IngestIo, options: ReadSuiteOptions): Promise<Cases> {
  const name = basename(path)
  if (/\.eval$/i.test(name)) {
    throw new ConfigError(`Expected a suite as JSON, found the binary log \`${name}\``, {
      path: 'sampling.suite',
      hint: 'write it as JSON first: `inspect log dump FILE > log.json`',
    })
  }
  if (/\.csv$/i.test(name)) return { format: 'csv', cases: parseCsvSuite(text, name).map(toItem) }
  if (/\.ya?ml$/i.test(name)) return promptfoo(yamlValue(text, name), path, io, options)
  const whole = parseJson(text)
  if (whole.kind === 'value' && !isCanonicalRow(whole.value)) {
    return isInspectLog(whole.value)
      ? { format: 'inspect', cases: parseInspectLog(whole.value).map(toItem) }
      : promptfoo(whole.value, path, io, options)
  }
  return { format: 'canonical', cases: canonicalRows(text) }
}

async function promptfoo(
  value: JsonValue,
  path: string,
  io: IngestIo,
  options: ReadSuiteOptions,
): Promise<Cases> {
  const tests = isJsonObject(value) ? ownValue(value, 'tests') : undefined
  if (typeof tests !== 'string') return { format: 'promptfoo', cases: parsePromptfoo(value).map(toItem) }
  // `tests: file://cases.yaml`: the prompts stay here, the tests come from there.
  const named = tests.replace(/^file:\/\//, '')
  const file = isAbsolute(named) ? named : join(dirname(path), named)
  const text = await textOf(file, io, options)
  const name = basename(file)
  const list = /\.csv$/i.test(file)
    ? testsOfCsv(text, name)
    : /\.json$/i.test(file)
      ? jsonValue(text, name)
      : yamlValue(text, name)
  return { format: 'promptfoo', cases: parsePromptfoo({ ...(value as object), tests: list }).map(toItem) }
}

/** promptfoo's table of tests: a column per variable, `__expected` for the assertion. */
function testsOfCsv(text: string, name: string): JsonValue {
  const [header, ...records] = csvRecords(text, name)
  const names = (header?.cells ?? []).map(cell => cell.trim())
  return records.map(({ cells }) => {
    const named = names.map((column, at) => [column, cells[at] ?? ''] as const)
    const expected = named.find(([column]) => column === '__expected')?.[1].replace(/^equals:\s*/, '')
    return {
      vars: Object.fromEntries(named.filter(([column]) => !column.startsWith('__'))),
      ...(expected === undefined || expected === '' ? {} : { assert: [{ type: 'equals', value: expected }] }),
    }
  })
}

function toItem({ line, read }: NumberedCase): Cases['cases'][number] {
  return { line, read: isForbiddenId => suiteItem(read(), isForbiddenId) }
}

function isCanonicalRow(value: JsonValue): boolean {
  return isJsonObject(value) && ownValue(value, 'trace_id') !== undefined
}

/** Rows of docs/trace-format.md, which here may lack an answer, with an optional `score`. */
function canonicalRows(text: string): Cases['cases'] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    return [{ line: index + 1, read: isForbiddenId => canonicalItem(line, isForbiddenId) }]
  })
}

function canonicalItem(line: string, isForbiddenId: IsForbiddenId): SuiteItem<string> {
  const json = parseJson(line)
  if (json.kind === 'invalid') throw new RowError(json.reason)
  const trace = createCanonicalParser(undefined, isForbiddenId)(json.value)
  const score = isJsonObject(json.value) ? ownValue(json.value, 'score') : undefined
  const { messages, traceId } = trace
  const asked: SuiteCase = {
    id: traceId,
    messages,
    score: typeof score === 'number' && score >= 0 && score <= 1 ? score : undefined,
  }
  return { ...suiteItem(asked, isForbiddenId), trace }
}

async function textOf(path: string, io: IngestIo, { signal }: ReadSuiteOptions): Promise<string> {
  const [found] = await io.listFiles(path)
  if (found === undefined) throw missingFile(path)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of readChunks({ path: found, name: basename(path) }, io, signal)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MOST_BYTES) {
      throw new IngestError(
        `Expected a suite of at most ${MOST_BYTES / 1024 / 1024} MiB in \`${basename(path)}\``,
        {
          source: basename(path),
          hint: 'a suite this large is traffic: name it as `source`',
        },
      )
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonValue(text: string, name: string): JsonValue {
  const parsed = parseJson(text)
  if (parsed.kind === 'value') return parsed.value
  throw new ConfigError(`Expected JSON in \`${name}\`, found ${parsed.reason}`, { path: 'sampling.suite' })
}

function yamlValue(text: string, name: string): JsonValue {
  try {
    const value: unknown = parseYaml(text, { schema: 'core', maxAliasCount: 100, logLevel: 'error' })
    // Through JSON, so that dates and the like are what JSON has.
    const plain: JsonValue = JSON.parse(JSON.stringify(value ?? null))
    if (isJsonObject(plain) || isJsonArray(plain)) return plain
  } catch (cause) {
    throw new ConfigError(`Expected YAML in \`${name}\`, found a text that is not valid YAML`, {
      path: 'sampling.suite',
      cause,
    })
  }
  throw new ConfigError(`Expected a list of tests or a promptfoo config in \`${name}\`, found neither`, {
    path: 'sampling.suite',
  })
}
