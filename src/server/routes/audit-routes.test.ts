import { describe, expect, it } from 'vitest'
import { BEARER, createTestServer, get, ITEM, JSON_TYPE } from '../__fixtures__/create-test-server.ts'
import type { AuditDesk, LabelResult } from '../contract.ts'

describe('auditRoutes', () => {
  it('shows audit items without verdict or side, reveals both with the label, and keeps it once', async () => {
    const { ask, labels } = createTestServer()
    const desk = await get<AuditDesk>(ask, '/api/audits?rater=ann')
    const shown = JSON.stringify(desk.items)
    expect(Object.keys(desk.items[0] ?? {}).sort()).toEqual([
      'answerA',
      'answerB',
      'itemId',
      'mine',
      'otherRaters',
      'request',
    ])
    for (const secret of ['loss', 'isFlagged', 'candidate"', 'baseline"', 'trace-1'])
      expect(shown).not.toContain(secret)
    const post = { itemId: ITEM, rater: 'ann', better: 'A', aFailed: null, bFailed: true, failureKind: null }
    const send = (body: object) =>
      ask('/api/audits/labels', { ...BEARER, ...JSON_TYPE }, { method: 'POST', body: JSON.stringify(body) })
    const result = (await (await send(post)).json()) as LabelResult
    const better = result.revealed.candidate === 'A' ? 'candidate' : 'baseline'
    expect([result.isNew, result.revealed.verdict, labels[0]?.preference]).toEqual([true, 'loss', better])
    expect(((await (await send(post)).json()) as LabelResult).isNew).toBe(false)
    expect(labels).toHaveLength(1)
    const again = await get<AuditDesk>(ask, '/api/audits?rater=ann')
    expect(again.items[0]?.mine).toEqual({ better: 'A', aFailed: null, bFailed: true, failureKind: null })
    expect((await send({ ...post, itemId: 'f'.repeat(16) })).status).toBe(404)
    expect((await send({ ...post, better: null, bFailed: null })).status).toBe(400)
    expect((await send({ ...post, rater: '<img src=x>' })).status).toBe(400)
  })
})
