import { readFileSync } from 'node:fs'
import { ConfigError } from '../../../errors/config-error.ts'
import { packagePath } from '../../../models/package-path.ts'
import { parseRubric } from './parse-rubric.ts'
import type { Rubric } from './rubric.ts'

/** Ids of the rubrics that ship with the package. */
export const SHIPPED_RUBRICS = [
  'pairwise-helpfulness',
  'instruction-following',
  'flagged-failure-recurrence',
  'tool-arguments',
] as const

export type ShippedRubricId = (typeof SHIPPED_RUBRICS)[number]

/** The id of a shipped rubric, or undefined for any other name. */
function shippedRubricId(name: string): ShippedRubricId | undefined {
  return SHIPPED_RUBRICS.find(id => id === name)
}

/** A rubric that ships with the package. */
export function shippedRubric(id: ShippedRubricId): Rubric {
  const path = `stages/judge/rubrics/${id}.yaml`
  return parseRubric(readFileSync(packagePath(path), 'utf8'), path)
}

/**
 * The shipped rubric of that id, or the rubric in the file of that name.
 *
 * @param readFile - the only way to a user's own file.
 * @throws {ConfigError} when there is neither, or the file is no rubric.
 */
export async function findRubric(name: string, readFile: (path: string) => Promise<string>): Promise<Rubric> {
  const id = shippedRubricId(name)
  if (id !== undefined) return shippedRubric(id)
  let yaml: string
  try {
    yaml = await readFile(name)
  } catch (cause) {
    throw new ConfigError(`Expected a shipped rubric or a readable rubric file, found \`${name}\``, {
      path: name,
      cause,
      hint: `Shipped: ${SHIPPED_RUBRICS.join(', ')}.`,
    })
  }
  return parseRubric(yaml, name)
}
