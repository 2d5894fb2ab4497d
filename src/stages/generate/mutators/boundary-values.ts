import { withUserText } from '../last-user-text.ts'
import type { Mutator } from '../mutator.ts'

const VALUES = ['0', '-1', '9007199254740993', '1e309', '0.1', '00012', '1,000.50', '½', '-0', 'NaN'] as const

/** A number of its own: not a part of a word, a date or a redaction token. */
const NUMBER = /(?<![\w<.-])\d+(?:\.\d+)?(?![\w>-])/

/** The first number of the request at a limit of what a number can be; without one, a number parameter of a tool is. */
export const boundaryValues: Mutator = {
  name: 'boundary-values',
  excuses: [],
  mutate: ({ messages, tools, salt }) => {
    const value = VALUES[Number.parseInt(salt, 16) % VALUES.length] ?? VALUES[0]
    const parameter = tools?.flatMap(tool => numbersOf(tool.parameters)).at(0)
    const changed = withUserText(messages, text => {
      if (NUMBER.test(text)) return text.replace(NUMBER, () => value)
      return parameter === undefined ? undefined : `${text} Use exactly ${value} for ${parameter}.`
    })
    return changed === undefined ? undefined : { messages: changed }
  },
}

function numbersOf(parameters: unknown): readonly string[] {
  if (typeof parameters !== 'object' || parameters === null || !('properties' in parameters)) return []
  const { properties } = parameters
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).flatMap(([name, schema]: readonly [string, unknown]) =>
    typeof schema === 'object' &&
    schema !== null &&
    'type' in schema &&
    (schema.type === 'number' || schema.type === 'integer')
      ? [name]
      : [],
  )
}
