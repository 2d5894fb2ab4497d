import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compareWindows } from '../../src/cli/compare-windows.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Dependencies } from '../../src/dependencies.ts'
import { createLocalEmbeddingModel } from '../../src/models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../../src/models/local/create-lsa-model.ts'
import { createRedactText } from '../../src/privacy/redact-text.ts'
import type { DriftReport } from '../../src/records/drift.ts'
import { createOfflineJudge } from '../../src/stages/judge/offline-judge.ts'
import { createMemoryStore } from '../../src/store/memory/create-memory-store.ts'
import { dataFolder } from './data-folder.ts'

type Row = { readonly text: string; readonly intent: string; readonly split: string }

function hint3(bot: string): readonly Row[] {
  return readFileSync(join(dataFolder(), `intents/hint3-${bot}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)
}

/** The texts as two weeks of traces, through embedding, clustering and assignment. */
async function drift(before: readonly Row[], now: readonly Row[]): Promise<DriftReport> {
  const traceRow = (row: Row, at: number, firstDay: number) =>
    `${JSON.stringify({
      trace_id: `${firstDay}-${at}`,
      started_at: new Date(Date.UTC(2026, 10, firstDay + (at % 7), 12)).toISOString(),
      messages: [
        { role: 'user', content: row.text },
        { role: 'assistant', content: 'ok' },
      ],
    })}\n`
  const source = [
    ...before.map((row, at) => traceRow(row, at, 1)),
    ...now.map((row, at) => traceRow(row, at, 8)),
  ].join('')
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from('source: /base'),
    env: {},
    cwd: '/',
  })
  const deps: Dependencies = {
    io: {
      listFiles: async path => [path],
      openFile: async function* () {
        yield Buffer.from(source)
      },
      stdin: async function* () {},
    },
    isForbiddenId: () => false,
    store: createMemoryStore(),
    redactText: createRedactText({ detectors: [], tokenKey: { id: 'k1', bytes: new Uint8Array(32) } }),
    embeddingModel: createLocalEmbeddingModel({ processes: 2 }),
    lexicalModel: createLsaModel(),
    judge: createOfflineJudge(),
    nowMs: () => 0,
    onProgress: () => undefined,
    onWarning: () => undefined,
    signal: new AbortController().signal,
    version: '0.0.0',
    substitutions: [],
  }
  const ends = { referenceEndMs: undefined, currentEndMs: undefined }
  return (await compareWindows(config, deps, ends)).report
}

it.each([
  { bot: 'curekart', least: 2, most: 5 },
  // Of 144 live queries out of scope at most 24 are in one cluster, beside as many known ones: docs/drift.md.
  { bot: 'sofmattress', least: 0, most: 0 },
])(
  'live queries to the $bot bot ask for what its curated examples do not know: an alarm, at least $least new intents',
  async ({ bot, least, most }) => {
    const rows = hint3(bot)
    const live = rows.filter(({ split }) => split === 'test')
    const report = await drift(
      rows.filter(({ split }) => split === 'train'),
      live,
    )
    expect(report.level).toBe('page')
    const noise = report.shares.find(({ kind }) => kind === 'noise')
    expect(noise).toMatchObject({ change: 'grown', level: 'page' })
    // Annotators found no intent for 54% of the live queries to the first bot, 36% to the second.
    const outside = live.filter(({ intent }) => intent === 'NO_NODES_DETECTED').length / live.length
    expect(Math.abs((noise?.current.share ?? 0) - outside)).toBeLessThan(0.12)
    expect(report.reasons.join(' ')).toContain('Unassigned traffic, which no known intent covers, grew')
    const alarms = report.newIntents?.filter(({ level }) => level !== 'none') ?? []
    expect(alarms.length).toBeGreaterThanOrEqual(least)
    expect(alarms.length).toBeLessThanOrEqual(most)
    expect(report.reasons.filter(reason => reason.startsWith('New intent "'))).toHaveLength(alarms.length)
  },
)

it('two halves of the live queries differ by chance, and the report is quiet', async () => {
  const live = hint3('curekart').filter(({ split }) => split === 'test')
  const report = await drift(
    live.filter((_, at) => at % 2 === 0),
    live.filter((_, at) => at % 2 === 1),
  )
  expect(report.level).toBe('none')
  expect(report.within?.length).toBeGreaterThan(2)
})
