import { parseJson } from '../../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { Message } from '../../../records/trace.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import { parseMessages } from '../parse-messages.ts'
import { RowError } from '../row-error.ts'
import type { NumberedCase } from './parse-csv-suite.ts'
import { type SuiteCase, scoreOf, userMessage } from './suite-item.ts'

/** Variables that hold a request where a file of tests has no prompts, the first one present wins. */
const REQUEST_VARIABLES = ['prompt', 'input', 'question', 'query', 'request', 'message']
/** Combinations of list-valued variables a test may stand for. */
const MOST_COMBINATIONS = 1_000

/**
 * The cases of promptfoo: a config (`prompts` x `tests`), a bare list of tests, or a file of results, which also has
 * answers and scores. `line` counts cases from 1.
 */
export function parsePromptfoo(value: JsonValue): readonly NumberedCase[] {
  const results = resultsOf(value)
  const reads = results?.map(row => () => resultCase(row)) ?? testCases(value)
  return reads.map((read, index) => ({ line: index + 1, read }))
}

function resultsOf(value: JsonValue): readonly JsonValue[] | undefined {
  const outer = isJsonObject(value) ? ownValue(value, 'results') : undefined
  const inner = isJsonObject(outer) ? ownValue(outer, 'results') : outer
  return isJsonArray(inner) ? inner : undefined
}

function resultCase(value: JsonValue): SuiteCase {
  const row = objectOr(value, 'a result')
  const prompt = ownValue(row, 'prompt')
  const raw = isJsonObject(prompt) ? ownValue(prompt, 'raw') : prompt
  if (typeof raw !== 'string') throw new RowError('no prompt')
  const response = ownValue(row, 'response')
  const output = isJsonObject(response) ? ownValue(response, 'output') : undefined
  return {
    id: undefined,
    messages: messagesOf(raw),
    answer:
      output === undefined || output === null
        ? undefined
        : typeof output === 'string'
          ? output
          : JSON.stringify(output),
    score: scoreOf(ownValue(row, 'score')) ?? scoreOf(ownValue(row, 'success')),
  }
}

function testCases(value: JsonValue): readonly (() => SuiteCase)[] {
  const config = isJsonObject(value) ? value : undefined
  const tests = isJsonArray(value) ? value : config === undefined ? undefined : ownValue(config, 'tests')
  const prompts = config === undefined ? undefined : ownValue(config, 'prompts')
  const templates = isJsonArray(prompts) ? prompts : prompts === undefined ? [] : [prompts]
  const defaults = config === undefined ? {} : variablesOf(ownValue(config, 'defaultTest'))
  if (!isJsonArray(tests)) return []
  return tests.flatMap(test =>
    combinations({ ...defaults, ...variablesOf(test) }).flatMap(variables =>
      (templates.length === 0 ? [undefined] : templates).map(template => () => ({
        id: undefined,
        messages: messagesOf(template === undefined ? bareRequest(variables) : filled(template, variables)),
        reference: expectedOf(test),
      })),
    ),
  )
}

function variablesOf(test: JsonValue | undefined): JsonObject {
  const variables = isJsonObject(test) ? ownValue(test, 'vars') : undefined
  return isJsonObject(variables) ? variables : {}
}

/** A variable with a list of values stands for one test per value. */
function combinations(variables: JsonObject): readonly JsonObject[] {
  let all: readonly JsonObject[] = [{}]
  for (const [name, value] of Object.entries(variables)) {
    const values = isJsonArray(value) ? value : [value]
    all = all.flatMap(each => values.map(one => ({ ...each, [name]: one }))).slice(0, MOST_COMBINATIONS)
  }
  return all
}

/** What the author says the answer is: the value of an `equals` assertion. */
function expectedOf(test: JsonValue): string | undefined {
  const assertions = isJsonObject(test) ? ownValue(test, 'assert') : undefined
  if (!isJsonArray(assertions)) return undefined
  for (const assertion of assertions) {
    if (!isJsonObject(assertion) || ownValue(assertion, 'type') !== 'equals') continue
    const value = ownValue(assertion, 'value')
    if (typeof value === 'string') return value
  }
  return undefined
}

function bareRequest(variables: JsonObject): string {
  const name = REQUEST_VARIABLES.find(each => Object.hasOwn(variables, each))
  if (name !== undefined) return textOf(variables[name])
  const only = Object.values(variables)
  if (only.length === 1) return textOf(only[0])
  throw new RowError(
    `no prompt, and none of the variables ${REQUEST_VARIABLES.join(', ')}: name the file that has the prompts too`,
  )
}

function filled(template: JsonValue, variables: JsonObject): string {
  const raw = isJsonObject(template) ? (ownValue(template, 'raw') ?? ownValue(template, 'prompt')) : template
  if (typeof raw !== 'string') throw new RowError('a prompt that is no text')
  if (raw.startsWith('file://')) throw new RowError('a prompt in a file of its own: write it into the config')
  if (/\{%/.test(raw)) throw new RowError('a prompt with template logic ({% … %})')
  return raw.replace(/\{\{\s*([\w.-]+)\s*(?:\|[^}]*)?\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? textOf(variables[name]) : whole,
  )
}

function textOf(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  if (text.startsWith('file://')) throw new RowError('a variable in a file of its own')
  return text
}

/** A prompt is a text, or chat messages as JSON. */
function messagesOf(prompt: string): readonly Message<string>[] {
  if (!/^\s*\[/.test(prompt)) return [userMessage(prompt)]
  const parsed = parseJson(prompt)
  return parsed.kind === 'value' && isJsonArray(parsed.value)
    ? parseMessages({ value: parsed.value, at: '/prompt' })
    : [userMessage(prompt)]
}

function objectOr(value: JsonValue, what: string): JsonObject {
  if (!isJsonObject(value)) throw new RowError(`expected ${what}, found another value`)
  return value
}
