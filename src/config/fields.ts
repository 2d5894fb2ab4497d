import { z } from 'zod'
import { modelFamily } from './model-family.ts'

/** An integer in [from, to]. */
export function integer(from: number, to: number) {
  const error = `expected a whole number from ${from} to ${to}`
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error })
}

/** A finite number in [from, to]. */
export function numberBetween(from: number, to: number) {
  const error = `expected a number from ${from} to ${to}`
  return z.number({ error }).min(from, { error }).max(to, { error })
}

/** A finite number in (from, to). */
export function numberInside(from: number, to: number) {
  const error = `expected a number above ${from} and below ${to}`
  return z.number({ error }).gt(from, { error }).lt(to, { error })
}

/** A finite number in (0, to]. */
export function positiveNumber(to: number) {
  const error = `expected a number above 0 and up to ${to}`
  return z.number({ error }).gt(0, { error }).max(to, { error })
}

/** Text that is not empty. */
export function text(what: string) {
  const error = `expected ${what}`
  return z.string({ error }).min(1, { error })
}

/** Text of a given form. */
export function textLike(pattern: RegExp, what: string) {
  const error = `expected ${what}`
  return z.string({ error }).regex(pattern, { error })
}

/** A name of letters, digits, underscores and dashes. */
export function shortName(what: string) {
  return textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, what)
}

/** The address of a server. */
export function webAddress() {
  return text('an address that begins with https:// or http://')
}

/** The name of the environment variable that holds a key: no other secret can be meant, tokens of CI and clouds end otherwise. */
export function apiKeyName() {
  return textLike(
    /^[A-Za-z_][A-Za-z0-9_]*_API_KEY$/,
    'the name of an environment variable that ends in `_API_KEY`',
  )
}

/** true or false. */
export function flag() {
  return z.boolean({ error: 'expected true or false' })
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, {
    error: `expected ${words.length === 1 ? '' : 'one of '}${words.map(quote).join(', ')}`,
  })
}

/** A list without repeats. */
export function listOf<Item extends z.ZodType>(item: Item, what: string) {
  const error = `expected a list of ${what}`
  return z
    .array(item, { error })
    .refine(items => new Set(items).size === items.length, { error: `${error}, each once` })
}

/** The name of a model of a provider we know, or one of `others`. */
export function modelName(others: readonly string[] = []) {
  const error =
    `expected ${others.map(other => `\`${other}\` or `).join('')}the name of a model whose provider is known: ` +
    '`claude-…`, `gemini-…`, `gpt-…`, `text-embedding-3-…`, or `anthropic/…`, `google/…`, `openai/…`'
  return z
    .string({ error })
    .refine(name => others.includes(name) || modelFamily(name) !== undefined, { error })
}

/** The name of a model that answers, of a provider we know or of an endpoint of the config (`NAME/MODEL`), or one of `others`. */
export function answeringModel(others: readonly string[] = []) {
  const error =
    `expected ${others.map(other => `\`${other}\` or `).join('')}the name of a model whose provider is known ` +
    '(`claude-…`, `gemini-…`, `gpt-…`), or `NAME/MODEL` with NAME of `models.endpoints`'
  return z
    .string({ error })
    .refine(name => others.includes(name) || modelFamily(name) !== undefined || /^[^/\s]+\/\S+$/.test(name), {
      error,
    })
}

function quote(word: string): string {
  return `\`${word}\``
}
