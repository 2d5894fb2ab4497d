import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'

import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { canonicalJson } from '../canonical-json.ts'
import { isDangerousPattern } from './dangerous-pattern.ts'
import { isDueToRedaction } from './is-due-to-redaction.ts'

/** `unchecked`: the schema cannot be used, so nothing is known about the arguments. */
export type SchemaCheck = 'valid' | 'invalid' | 'unchecked'

type Check = (value: JsonValue) => SchemaCheck

/** Characters of the canonical text; beyond it compiling costs more than the check is worth. */
const MAX_SCHEMA_LENGTH = 200_000
/** Distinct schemas kept compiled; an agent rarely has more than a hundred tools. */
const MAX_COMPILED = 2_000

// Formats are annotations in the current draft and would fail calls over a dialect question, so they are ignored.
// All errors with their data, since an error over a redacted value is not the agent's.
const OPTIONS = {
  strict: false,
  validateFormats: false,
  logger: false,
  addUsedSchema: false,
  allErrors: true,
  verbose: true,
} as const

type Dialect = 'draft-07' | '2019-09' | '2020-12'

// Compiling is a pure function of the schema's text; these only remember its results.
const byIdentity = new WeakMap<JsonObject, Check>()
const byText = new Map<string, Check>()
const validators = new Map<Dialect, Ajv>()

/**
 * Checks the arguments of a call against the parameters of its tool. The draft is the one `$schema` names; without
 * it 2020-12, and draft-07 where 2020-12 refuses the schema (tuples written as `items: []`).
 *
 * Abstains (`unchecked`) from schemas that are refused, point outside themselves, are asynchronous, too large, or
 * carry a pattern that could run for ever, and from values that only a redaction token makes invalid: our
 * inability is never the agent's failure.
 */
export function checkAgainstSchema(schema: JsonObject, value: JsonValue): SchemaCheck {
  const known = byIdentity.get(schema)
  if (known !== undefined) return known(value)
  const check = checkByText(schema)
  byIdentity.set(schema, check)
  return check(value)
}

function checkByText(schema: JsonObject): Check {
  const text = canonicalJson(schema)
  const known = byText.get(text)
  if (known !== undefined) return known
  if (byText.size >= MAX_COMPILED) {
    // A validator keeps what it compiled, so both start afresh.
    byText.clear()
    validators.clear()
  }
  const check = compiled(schema, text)
  byText.set(text, check)
  return check
}

function compiled(schema: JsonObject, text: string): Check {
  if (text.length > MAX_SCHEMA_LENGTH || hasDangerousPattern(schema)) return unchecked
  for (const dialect of dialectsOf(schema)) {
    try {
      const validate = validatorFor(dialect, text).compile(schema)
      return '$async' in validate ? unchecked : value => checked(() => errorsOf(validate, value))
    } catch {
      // Refused by this dialect; the next one may know it.
    }
  }
  return unchecked
}

function errorsOf(validate: ValidateFunction, value: JsonValue): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? [])
}

function checked(validate: () => readonly ErrorObject[]): SchemaCheck {
  try {
    const errors = validate()
    if (errors.length === 0) return 'valid'
    return errors.every(isDueToRedaction) ? 'unchecked' : 'invalid'
  } catch {
    // Arguments nested deeper than the call stack under a recursive schema.
    return 'unchecked'
  }
}

function unchecked(): SchemaCheck {
  return 'unchecked'
}

function dialectsOf(schema: JsonObject): readonly Dialect[] {
  const name = typeof schema.$schema === 'string' ? schema.$schema : undefined
  if (name === undefined) return ['2020-12', 'draft-07']
  if (name.includes('2020-12')) return ['2020-12']
  return name.includes('2019-09') ? ['2019-09'] : ['draft-07']
}

/** The shared validator of a dialect; one of its own for a schema with names, as two tools may use one name. */
function validatorFor(dialect: Dialect, text: string): Ajv {
  if (/"\$(?:id|anchor|dynamicAnchor|recursiveAnchor)"/.test(text)) return createValidator(dialect)
  const shared = validators.get(dialect) ?? createValidator(dialect)
  validators.set(dialect, shared)
  return shared
}

function createValidator(dialect: Dialect): Ajv {
  switch (dialect) {
    case 'draft-07':
      return new Ajv(OPTIONS)
    case '2019-09':
      return new Ajv2019(OPTIONS)
    case '2020-12':
      return new Ajv2020(OPTIONS)
  }
}

function hasDangerousPattern(schema: JsonObject): boolean {
  const pending: JsonValue[] = [schema]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const entries: [string, JsonValue][] = Object.entries(next)
    for (const [key, value] of entries) {
      if (key === 'pattern' && typeof value === 'string' && isDangerousPattern(value)) return true
      if (key === 'patternProperties' && Object.keys(Object(value)).some(isDangerousPattern)) return true
      pending.push(value)
    }
  }
  return false
}
