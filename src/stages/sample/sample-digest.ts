import { createHash } from 'node:crypto'
import type { Sample } from '../../records/sample.ts'

/** Names the traces of a sample, in whatever order they were drawn: 16 hexadecimal digits. */
export function sampleDigest({ draws }: Sample): string {
  const hash = createHash('sha256')
  for (const traceId of draws.map(draw => draw.traceId).toSorted()) hash.update(traceId).update('\0')
  return hash.digest('hex').slice(0, 16)
}
