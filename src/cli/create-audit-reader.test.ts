import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AuditLabel } from '../records/audit.ts'
import { appendAuditLabels } from './audit-files.ts'
import { createAuditReader } from './create-audit-reader.ts'

it('answers the same history until a label came, also to two who ask at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-audits-'))
  try {
    const store = join(folder, 'tidegate.db')
    await appendAuditLabels(store, [labelOf('0123456789abcdef')])
    const read = createAuditReader(store)
    const [first, second] = await Promise.all([read(), read()])
    expect(second).toBe(first)
    expect(await read()).toBe(first)
    await appendAuditLabels(store, [labelOf('fedcba9876543210')])
    expect((await read()).labels.map(({ itemId }) => itemId)).toEqual([
      '0123456789abcdef',
      'fedcba9876543210',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function labelOf(itemId: string): AuditLabel {
  return {
    itemId,
    rater: 'ann',
    preference: 'tie',
    candidateFailed: null,
    baselineFailed: null,
    failureKind: null,
    labelledAtMs: 1,
  }
}
