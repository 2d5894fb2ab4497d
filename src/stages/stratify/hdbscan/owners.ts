/**
 * Position in `selected` of the selected cluster that is or contains each cluster, else -1.
 *
 * @param clusterParents - of the condensed tree.
 */
export function owners(clusterParents: Int32Array, selected: readonly number[]): Int32Array {
  const found = new Int32Array(clusterParents.length).fill(-1)
  for (const [label, cluster] of selected.entries()) found[cluster] = label
  for (let cluster = 1; cluster < found.length; cluster++)
    if (found[cluster] === -1) found[cluster] = found[clusterParents[cluster]!]!
  return found
}
