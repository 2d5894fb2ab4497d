import { type LocatedMap, lookUp, renderPath, withEntry } from './located.ts'
import type { Problem } from './problem.ts'

export type Placement = { readonly canonical: readonly string[]; readonly alternative: readonly string[] }

/**
 * Other places a key may stand, because the article this template comes from was published without its
 * indentation. Blocks come before the keys inside them. Every path may also stand under
 * `evaluation_pipeline`, which is where the article has them.
 */
export const PLACEMENTS: readonly Placement[] = [
  ['clustering', 'sampling.clustering'],
  ['clustering.noise_weight', 'sampling.noise_weight'],
  ['evaluation.structured', 'structured'],
  ['evaluation.freeform', 'freeform'],
  ['evaluation.adversarial', 'adversarial'],
  ['evaluation.structured.argument_judge.temperature', 'evaluation.structured.temperature'],
  ['evaluation.structured.argument_judge.runs', 'evaluation.structured.runs'],
  ['evaluation.structured.argument_judge.consensus', 'evaluation.structured.consensus'],
  ['regression_gates', 'evaluation.regression_gates'],
  ['regression_gates.alert_channels', 'alert_channels'],
  ['cost_controls.provider_routing', 'provider_routing'],
  ['cost_controls.max_weekly_budget_usd', 'cost_controls.provider_routing.max_weekly_budget_usd'],
  ['cost_controls.max_weekly_budget_usd', 'max_weekly_budget_usd'],
  ['sampling.window_end', 'window.end'],
  ['source.intent', 'intent.pointer'],
  ['source.map.session_id', 'source.map.session'],
  ['source.map.customer_id', 'source.map.customer'],
  ['candidate.recorded.map.session_id', 'candidate.recorded.map.session'],
  ['candidate.recorded.map.customer_id', 'candidate.recorded.map.customer'],
].map(([canonical = '', alternative = '']) => ({
  canonical: canonical.split('.'),
  alternative: alternative.split('.'),
}))

/** The block the article puts everything in. */
export const PIPELINE_KEY = 'evaluation_pipeline'

/**
 * The file's values at the one place each has (docs/config.md): `evaluation_pipeline` dissolved and every
 * other accepted place moved. A key given in two places is a problem that names both lines.
 */
export function toCanonicalPlaces(root: LocatedMap): {
  readonly root: LocatedMap
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  let placed = dissolvePipeline(root, problems)
  for (const { canonical, alternative } of PLACEMENTS) {
    placed = move(placed, alternative, canonical, problems)
  }
  return { root: placed, problems }
}

function dissolvePipeline(root: LocatedMap, problems: Problem[]): LocatedMap {
  const pipeline = root.entries.get(PIPELINE_KEY)
  if (pipeline === undefined) return root
  let placed = withEntry(root, [PIPELINE_KEY], undefined)
  if (pipeline.kind === 'scalar' && pipeline.value === null) return placed
  if (pipeline.kind !== 'map') {
    problems.push({ path: PIPELINE_KEY, position: pipeline.position, message: 'expected a block of keys' })
    return placed
  }
  for (const [key, value] of pipeline.entries) {
    const other = root.entries.get(key)
    if (other === undefined) placed = withEntry(placed, [key], value)
    else problems.push(givenTwice(`${PIPELINE_KEY}.${key}`, value.position, key, other.position.line))
  }
  return placed
}

function move(
  root: LocatedMap,
  from: readonly string[],
  to: readonly string[],
  problems: Problem[],
): LocatedMap {
  const value = lookUp(root, from).found
  if (value === undefined) return root
  const target = lookUp(root, to)
  const without = withoutEmptied(withEntry(root, from, undefined), from)
  if (target.found !== undefined) {
    const other = target.found
    problems.push(
      givenTwice(
        renderPath(value.writtenPath),
        value.position,
        renderPath(other.writtenPath),
        other.position.line,
      ),
    )
    return without
  }
  // `source: PATH` has no room for a key of its block; expand-shorthand.ts handles the rest of such shapes.
  if (target.nearest.kind !== 'map' && !isEmpty(target.nearest)) return root
  return withEntry(without, to, value)
}

/** Removes the block a moved key stood in when that block exists only as another place (`window`, `intent`). */
function withoutEmptied(root: LocatedMap, from: readonly string[]): LocatedMap {
  const [block, ...rest] = from
  if (block === undefined || rest.length === 0 || !(block === 'window' || block === 'intent')) return root
  const left = root.entries.get(block)
  return left?.kind === 'map' && left.entries.size === 0 ? withEntry(root, [block], undefined) : root
}

function isEmpty(value: { readonly kind: string; readonly value?: unknown }): boolean {
  return value.kind === 'scalar' && value.value === null
}

function givenTwice(
  path: string,
  position: Problem['position'],
  otherPath: string,
  otherLine: number,
): Problem {
  return {
    path,
    position,
    message: `given twice: also as \`${otherPath}\` in line ${otherLine}; keep one of them`,
  }
}
