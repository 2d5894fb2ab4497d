const SMALLEST_CHUNK = 64
const LARGEST_CHUNK = 256
const CHUNKS_PER_PROCESS = 8
/** Some two seconds of work, so that progress and cancellation are not held up by a run of long texts. */
const LARGEST_CHUNK_CHARACTERS = 16_384

/**
 * Indices of texts cut into pieces of work of neighbouring length, longest first: equal lengths meet in one batch,
 * and no process is left with the dearest piece at the end. Fewer than 64 short texts are one piece.
 *
 * @param lengths - characters per text.
 * @param processes - how many share the work, at least 1.
 * @returns every index exactly once.
 */
export function lengthSortedChunks(
  lengths: readonly number[],
  processes: number,
): readonly (readonly number[])[] {
  const order = lengths
    .map((_, index) => index)
    .sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b)
  const evenSize = Math.ceil(lengths.length / (processes * CHUNKS_PER_PROCESS))
  const size = Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, evenSize))
  const chunks: number[][] = []
  let current: number[] = []
  let characters = 0
  for (const index of order) {
    const length = lengths[index] ?? 0
    if (current.length === size || (current.length > 0 && characters + length > LARGEST_CHUNK_CHARACTERS)) {
      chunks.push(current)
      current = []
      characters = 0
    }
    current.push(index)
    characters += length
  }
  if (current.length > 0) chunks.push(current)
  return chunks
}
