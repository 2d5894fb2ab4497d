/** A line of two texts: in both, only in the first (`-`) or only in the second (`+`). */
export type DiffLine = { readonly mark: ' ' | '-' | '+'; readonly text: string }

/**
 * A shortest edit from one list of lines to another, in reading order; removals before additions.
 *
 * @see Longest common subsequence by dynamic programming (Wagner & Fischer 1974): quadratic, for texts of a page.
 */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [ours, theirs] = [before[i], after[j]]
    if (ours !== undefined && ours === theirs) {
      lines.push({ mark: ' ', text: ours })
      i += 1
      j += 1
    } else if (ours !== undefined && (theirs === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      lines.push({ mark: '-', text: ours })
      i += 1
    } else {
      lines.push({ mark: '+', text: theirs ?? '' })
      j += 1
    }
  }
  return lines
}
