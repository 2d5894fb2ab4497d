import { formatCount } from '../../numeric/format-number.ts'
import type { IngestReport } from '../../records/evaluation.ts'

/** What was read and left out on purpose, a line for every side that has any: duplicates, health checks, other days. */
export function leftOutLines(ingest: readonly IngestReport[]): readonly string[] {
  return ingest.flatMap(({ side, filtered }) => {
    const counts = Object.entries(filtered).filter(([, count]) => count > 0)
    const parts = counts.map(([reason, count]) => `${formatCount(count)} ${reason}`)
    return parts.length === 0 ? [] : [`left out (${side}): ${parts.join(', ')}`]
  })
}
