import { editDistance } from './edit-distance.ts'

/**
 * What an unknown key was probably meant to be: the full path of a key of the same name elsewhere, the
 * nearest name in the same block, or undefined when nothing is near.
 *
 * @param siblings - names valid in the block.
 * @param allPaths - dotted paths of every key there is.
 */
export function nearestKey(
  key: string,
  siblings: readonly string[],
  allPaths: readonly string[],
): string | undefined {
  const inBlock = nearest(key, siblings)
  if (inBlock !== undefined) return inBlock
  const homes = allPaths.filter(path => lastStep(path) === key)
  // Two homes (`recorded.map.id`, `map.id`) would be a guess.
  if (homes.length === 1) return homes[0]
  const elsewhere = nearest(key, [...new Set(allPaths.map(lastStep))])
  const paths = allPaths.filter(path => lastStep(path) === elsewhere)
  return paths.length === 1 ? paths[0] : undefined
}

function nearest(key: string, names: readonly string[]): string | undefined {
  const normalised = normalise(key)
  let best: { name: string; distance: number } | undefined
  for (const name of names) {
    const distance = editDistance(normalised, normalise(name))
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  const tolerated = Math.max(1, Math.floor(key.length / 3))
  return best !== undefined && best.distance <= tolerated ? best.name : undefined
}

/** `windowDays`, `window-days` and `window_days` are one name to a reader. */
function normalise(name: string): string {
  return name.replaceAll(/[-_\s]/g, '').toLowerCase()
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
