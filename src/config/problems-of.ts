import type { z } from 'zod'
import { keysAt, leafKeys } from './key-paths.ts'
import { type LocatedMap, type LocatedValue, lookUp, renderPath } from './located.ts'
import { nearestKey } from './nearest-key.ts'
import type { Problem } from './problem.ts'

/** Of one block: a file of another program has thousands, and what each was meant to be takes a while to find. */
const MOST_UNKNOWN_KEYS = 50

/** Where a value stands in the file: after placement rules, a missing key is at the block it belongs in. */
type Path = readonly (string | number)[]

/**
 * What the schema found wrong, in the file's own paths, with what was expected, what was found and, for an
 * unknown key, the nearest valid one. One problem per place.
 */
export function problemsOf(root: LocatedMap, issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  const seen = new Set<string>()
  return issues
    .flatMap(issue => problemsOfIssue(root, issue))
    .filter(problem => {
      const place = `${problem.path}\n${problem.position?.line}`
      if (seen.has(place)) return false
      seen.add(place)
      return true
    })
}

function problemsOfIssue(root: LocatedMap, issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST_UNKNOWN_KEYS).map(key => unknownKey(root, path, key))
  if (issue.code === 'invalid_key') {
    return issue.issues.map(inner => problemAt(root, path, inner.message))
  }
  return [problemAt(root, path, expectationOf(issue))]
}

/** Messages of our own fields begin with `expected`; what is left are blocks. */
function expectationOf(issue: z.core.$ZodIssue): string {
  return issue.message.startsWith('expected') ? issue.message : 'expected a block of keys'
}

function problemAt(root: LocatedMap, path: Path, expectation: string): Problem {
  const { found, nearest } = lookUp(root, path)
  if (found === undefined) {
    const missing = renderPath([...nearest.writtenPath, ...path.slice(depthOf(root, path))])
    return { path: missing, position: nearest.position, message: `is missing; ${expectation}` }
  }
  return {
    path: renderPath(found.writtenPath),
    position: found.position,
    message: `${expectation}, found ${describe(found)}`,
  }
}

/** Steps of the path that exist. */
function depthOf(root: LocatedMap, path: Path): number {
  let depth = 0
  while (depth < path.length && lookUp(root, path.slice(0, depth + 1)).found !== undefined) depth += 1
  return depth
}

function unknownKey(root: LocatedMap, path: Path, key: string): Problem {
  const { found } = lookUp(root, [...path, key])
  const place = {
    path: renderPath(found?.writtenPath ?? [...path, key]),
    position: found?.position,
  }
  const siblings = keysAt(path)
  const suggestion = nearestKey(
    key,
    siblings,
    leafKeys().map(([leaf]) => leaf),
  )
  const advice =
    suggestion === undefined
      ? `valid here: ${siblings.map(name => `\`${name}\``).join(', ')}`
      : `did you mean \`${suggestion}\`?`
  return { ...place, message: `unknown key; ${advice}` }
}

/** A value for people; never the content of an environment variable. */
function describe(value: LocatedValue): string {
  if (value.kind === 'list') return 'a list'
  if (value.kind === 'map') return 'a block of keys'
  if (value.isFromEnvironment) return 'text from an environment variable'
  if (value.value === null) return 'nothing'
  if (typeof value.value !== 'string') return String(value.value)
  const shown = value.value.length > 60 ? `${value.value.slice(0, 57)}…` : value.value
  return `the text ${JSON.stringify(shown)}`
}
