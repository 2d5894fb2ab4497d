import { z } from 'zod'
import { type LocatedMap, lookUp, renderPath, toPlain } from '../../../config/located.ts'
import { readYaml } from '../../../config/read-yaml.ts'
import { ConfigError } from '../../../errors/config-error.ts'
import type { ArgumentChoice, Rubric, TextChoice } from './rubric.ts'

const MAX_TEXT = 20_000
const text = z.string().trim().min(1).max(MAX_TEXT)
const word = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/)

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  version: z.int().min(1),
  title: text,
  prompt: text,
  flagged: z.boolean().optional(),
  schema: z.strictObject({
    type: z.literal('object'),
    properties: z.strictObject({
      reason: z.strictObject({ type: z.literal('string'), description: text }),
      choice: z.strictObject({
        type: z.literal('string'),
        enum: z.array(word).min(2),
      }),
    }),
    required: z.tuple([z.literal('reason'), z.literal('choice')]),
    additionalProperties: z.literal(false),
  }),
  examples: z
    .array(z.strictObject({ user: text, first: text, second: text, reason: text, choice: word }))
    .max(20),
}

const rubricSchema = z
  .discriminatedUnion('compares', [
    z.strictObject({
      ...common,
      compares: z.literal('texts'),
      choices: z
        .array(z.strictObject({ word, means: z.enum(['first', 'second', 'tie']), when: text }))
        .min(2),
    }),
    z.strictObject({
      ...common,
      compares: z.literal('arguments'),
      choices: z
        .array(
          z.strictObject({
            word,
            means: z.enum(['equivalent', 'partly', 'different']),
            better: z.enum(['first', 'second']).optional(),
            when: text,
          }),
        )
        .min(2),
    }),
  ])
  .superRefine((rubric, context) => {
    for (const message of contradictionsOf(rubric))
      context.addIssue({ code: 'custom', message, path: ['choices'] })
  })

/**
 * The rubric of a YAML text, shipped or a user's own. Data only: nothing in it is evaluated, and a text that could
 * not mean anything to the votes is refused (a word that is not in the schema, a choice for the first answer
 * without one for the second).
 *
 * @param location - the file, quoted in messages.
 * @throws {ConfigError} naming every problem, each with its line.
 */
export function parseRubric(yaml: string, location: string): Rubric {
  const { root, problems } = readYaml(yaml)
  if (root === undefined || problems.length > 0) {
    throw rubricError(
      location,
      problems.map(({ position, message }) => placed(location, position?.line, message)),
    )
  }
  const result = rubricSchema.safeParse(toPlain(root))
  if (result.success) return result.data
  throw rubricError(
    location,
    result.error.issues.map(issue => placed(location, lineOf(root, issue.path), messageOf(issue))),
  )
}

function contradictionsOf(rubric: Rubric): readonly string[] {
  const choices: readonly (TextChoice | ArgumentChoice)[] = rubric.choices
  const words = choices.map(choice => choice.word)
  const meanings = choices.map(meaningOf)
  const needed = rubric.compares === 'texts' ? ['first', 'second'] : ['equivalent', 'different']
  const means = choices.map(choice => choice.means)
  return [
    ...repeatedIn(words).map(each => `the word \`${each}\` is given twice`),
    ...repeatedIn(meanings).map(each => `two words mean \`${each}\``),
    ...needed
      .filter(each => !means.some(meaning => meaning === each))
      .map(each => `no word means \`${each}\``),
    ...meanings
      .filter(each => !meanings.includes(mirrored(each)))
      .map(each => `\`${each}\` has no counterpart for the other answer, so that the order would decide`),
    ...(words.toSorted().join() === rubric.schema.properties.choice.enum.toSorted().join()
      ? []
      : ['the words are not those of `schema.properties.choice.enum`']),
    ...rubric.examples
      .filter(example => !words.includes(example.choice))
      .map(example => `an example chooses \`${example.choice}\`, which is none of the words`),
    ...choices
      .filter(choice => choice.means === 'equivalent' && 'better' in choice && choice.better !== undefined)
      .map(choice => `\`${choice.word}\`: of two equivalent answers none is better`),
  ]
}

function meaningOf(choice: TextChoice | ArgumentChoice): string {
  const better = 'better' in choice ? choice.better : undefined
  return better === undefined ? choice.means : `${choice.means}, ${better} better`
}

function mirrored(meaning: string): string {
  return meaning.replace(/first|second/, side => (side === 'first' ? 'second' : 'first'))
}

function repeatedIn(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}

function messageOf(issue: z.core.$ZodIssue): string {
  const path = renderPath(issue.path.map(step => (typeof step === 'symbol' ? String(step) : step)))
  return path === '' ? issue.message : `\`${path}\`: ${issue.message}`
}

function lineOf(root: LocatedMap, path: readonly PropertyKey[]): number {
  const steps = path.map(step => (typeof step === 'symbol' ? String(step) : step))
  const { found, nearest } = lookUp(root, steps)
  return (found ?? nearest).position.line
}

function placed(location: string, line: number | undefined, message: string): string {
  return line === undefined ? `${location}: ${message}` : `${location}:${line}: ${message}`
}

function rubricError(location: string, problems: readonly string[]): ConfigError {
  const [only] = problems
  const heading = `${problems.length} problems in the rubric ${location}:`
  return new ConfigError(
    problems.length === 1 && only !== undefined ? only : [heading, ...problems].join('\n  '),
    { path: location, hint: '`tidegate rubric show pairwise-helpfulness` prints a rubric that works.' },
  )
}
