import type { LocatedMap, LocatedScalar, LocatedValue } from './located.ts'
import { lookUp, withEntry } from './located.ts'

const BLOCKS = [
  ['sampling'],
  ['clustering'],
  ['evaluation'],
  ['evaluation', 'structured'],
  ['evaluation', 'structured', 'argument_judge'],
  ['evaluation', 'freeform'],
  ['evaluation', 'adversarial'],
  ['regression_gates'],
  ['cost_controls'],
  ['cost_controls', 'provider_routing'],
  ['privacy'],
  ['models'],
  ['judge'],
  ['alerts'],
  ['audit'],
  ['drift'],
  ['schedule'],
  ['store'],
] as const

/**
 * The values with short forms written out: `source: PATH` and `candidate: PATH` become canonical trace
 * files, and so does each of `candidates`; a block whose keys are all commented out becomes an empty block.
 */
export function expandShorthand(root: LocatedMap): LocatedMap {
  let expanded = root
  for (const path of BLOCKS) {
    const { found } = lookUp(expanded, path)
    if (found?.kind === 'scalar' && found.value === null)
      expanded = withEntry(expanded, path, emptyMap(found))
  }
  expanded = expandTraceFiles(expanded, ['source'])
  const { found: candidates } = lookUp(expanded, ['candidates'])
  const names = candidates?.kind === 'map' ? [...candidates.entries.keys()] : []
  for (const side of [['candidate'], ...names.map(name => ['candidates', name])])
    expanded = expandCandidate(expanded, side)
  return expanded
}

function expandCandidate(root: LocatedMap, path: readonly string[]): LocatedMap {
  const { found } = lookUp(root, path)
  const recorded = [...path, 'recorded']
  const written =
    found !== undefined && isPath(found)
      ? withEntry(withEntry(root, path, emptyMap(found)), recorded, found)
      : root
  return expandTraceFiles(written, recorded)
}

function expandTraceFiles(root: LocatedMap, path: readonly string[]): LocatedMap {
  const { found } = lookUp(root, path)
  if (found === undefined || !isPath(found)) return root
  return withEntry(withEntry(root, path, emptyMap(found)), [...path, 'path'], found)
}

function isPath(value: LocatedValue): value is LocatedScalar {
  return value.kind === 'scalar' && typeof value.value === 'string'
}

function emptyMap(place: LocatedValue): LocatedMap {
  return { kind: 'map', entries: new Map(), position: place.position, writtenPath: place.writtenPath }
}
