/** Writes a store until it is ended, as a run does: progress every second, vectors, traces' replies and then its pairs. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { RunId } from '../../src/records/ids.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'

const store = createSqliteStore(join(process.argv[2] ?? '.', 'tidegate.db'))
const rows = Array.from({ length: 2_000 }, (_, position) =>
  JSON.stringify({ position, text: `answer ${position} `.repeat(60) }),
)
let isEnded = false
process.on('SIGTERM', () => {
  isEnded = true
})
for (let round = 0; !isEnded; round += 1) {
  for (let vote = 0; vote < 20; vote += 1)
    store.putReply({
      key: `bench-${round}-${vote}`,
      kind: 'vote',
      createdAtMs: round,
      body: '{"choice":"A"}',
      mac: 'none',
    })
  store.putVectors(
    'bench',
    Array.from({ length: 100 }, (_, row) => [`hash-${round}-${row}`, new Float32Array(512)] as const),
  )
  store.putRunPart('live' as RunId, 'progress', [])
  if (round % 10 === 0) store.putRunPart('run-under-way' as RunId, 'pairs', rows)
  await setTimeout(100)
}
store.close()
