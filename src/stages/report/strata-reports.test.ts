import { describe, expect, it } from 'vitest'
import type { StratumId } from '../../records/ids.ts'
import type { PopulationDescription } from '../../records/population.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { StratumDescription } from '../../records/stratum-description.ts'
import { renderStrataHtml } from './strata-html.ts'
import { renderStrataJson } from './strata-json.ts'
import { renderStrataTerminal } from './strata-terminal.ts'

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>\u001b[31m\u202e&'`

function stratum(changes: Partial<StratumDescription> = {}): StratumDescription {
  return {
    stratumId: 'c01' as StratumId,
    kind: 'cluster',
    label: 'refund, order',
    labelledBy: 'keywords',
    keywords: ['refund', 'order'],
    size: 1_500,
    share: 0.75,
    shareInterval: null,
    persistence: 0.42,
    examples: [{ role: 'medoid', text: 'please refund my order' as RedactedText }],
    tools: [{ name: 'issue_refund', count: 1_499, share: 1_499 / 1_500 }],
    withoutTools: 1,
    tiers: [
      { name: 'single-step', count: 1, share: 1 / 1_500 },
      { name: 'multi-step', count: 1_499, share: 1_499 / 1_500 },
    ],
    models: [{ name: 'm1', count: 1_500, share: 1 }],
    flags: [],
    failures: { checked: 1_500, failed: 30, rate: 0.02, interval: [0.014, 0.028], modes: [] },
    trend: null,
    ...changes,
  }
}

const noise = stratum({
  stratumId: 'noise' as StratumId,
  kind: 'noise',
  label: 'unclustered',
  keywords: [],
  size: 500,
  share: 0.25,
  persistence: null,
  tools: [],
  failures: null,
})

function population(changes: Partial<PopulationDescription> = {}): PopulationDescription {
  const strata = changes.strata ?? [stratum(), noise]
  return {
    manifest: {
      tidegateVersion: '0.0.0',
      configHash: 'hash',
      seed: '1',
      embeddingModel: 'words',
      substitutions: [],
      window: { startMs: Date.UTC(2026, 10, 8), endMs: Date.UTC(2026, 10, 15) },
      redactions: { EMAIL: 12 },
    },
    ingest: {
      side: 'baseline',
      accepted: 2_000,
      rejected: [{ kind: 'rejected', file: '/secret/path/base.jsonl', line: 3, reason: 'no messages' }],
      filtered: {
        duplicate: 0,
        'health-check': 0,
        'system-only': 0,
        evaluation: 0,
        'no-content': 0,
        'outside-window': 0,
      },
      unknownFinishes: {},
    },
    populationSize: 2_000,
    strata,
    map: {
      requests: 3,
      laidOut: 3,
      positions: Float64Array.of(0, 0, 1, 0.4, 0.5, 0.2),
      height: 0.4,
      strata: Int32Array.of(0, 0, strata.length - 1),
    },
    costPicoUsd: 0,
    timings: [],
    ...changes,
  }
}

describe('renderStrataTerminal', () => {
  it('says first what was found, then one line per stratum', () => {
    const lines = renderStrataTerminal(population(), ['tidegate run']).split('\n')
    expect(lines.slice(0, 5)).toEqual([
      '1 intent in 2,000 traces, 25.0% of traffic unclustered',
      '',
      'id     label          share  traces  persistence  tools              run length                        failing  example',
      'c01    refund, order  75.0%   1,500         0.42  issue_refund >99%  multi-step >99%, single-step <1%     2.0%  please refund my order',
      'noise  unclustered    25.0%     500          n/a  none               multi-step >99%, single-step <1%      n/a  please refund my order',
    ])
    expect(lines).toContain('window: 2026-11-08 to 2026-11-14')
    expect(lines).toContain('rejected rows: 1')
  })

  it('names a substitution before anything else', () => {
    const { manifest } = population()
    const text = renderStrataTerminal(
      population({ manifest: { ...manifest, substitutions: ['offline run: x was replaced'] } }),
      [],
    )
    expect(text.split('\n')[0]).toBe('NOTE: offline run: x was replaced')
  })

  it('has a trend column only when an earlier window is known', () => {
    const compared = stratum({ trend: { kind: 'compared', previousShare: 0.5, share: 0.75, ratio: 1.5 } })
    const fresh = stratum({ trend: { kind: 'new' } })
    const text = renderStrataTerminal(population({ strata: [compared, fresh] }), [])
    expect(text).toContain('50.0% -> 75.0%')
    expect(text).toMatch(/ new {2}/)
    expect(renderStrataTerminal(population(), [])).not.toContain('trend')
  })

  it('lets no trace text move the cursor, and keeps a line a line', () => {
    const examples = [{ role: 'medoid', text: `one\ntwo ${HOSTILE}` as RedactedText }] as const
    const text = renderStrataTerminal(population({ strata: [stratum({ label: HOSTILE, examples })] }), [])
    for (const hidden of ['\u001b', '\u202e']) expect(text).not.toContain(hidden)
    expect(text.split('\n')[3]).toContain('one two')
  })

  it('shows a population in which nothing clustered, and one without traces', () => {
    expect(renderStrataTerminal(population({ strata: [{ ...noise, share: 1 }] }), [])).toMatch(
      /^0 intents in 2,000 traces, 100.0% of traffic unclustered/,
    )
    expect(renderStrataTerminal(population({ strata: [], populationSize: 0 }), [])).toMatch(
      /^0 intents in 0 traces, nothing unclustered/,
    )
  })
})

describe('renderStrataJson', () => {
  it('holds every stratum under its id, null where nothing is known, and no path', () => {
    const text = renderStrataJson(population())
    expect(JSON.parse(text)).toMatchObject({
      kind: 'tidegate-strata',
      schemaVersion: 1,
      population: 2_000,
      strata: [
        { id: 'c01', share: 0.75, persistence: 0.42, trend: null, examples: [{ role: 'medoid' }] },
        { id: 'noise', persistence: null, failures: null },
      ],
      rejected: { total: 1, sources: [{ rows: [{ file: 'base.jsonl', line: 3 }] }] },
      cost: { picoUsd: 0, usd: 0 },
    })
    expect(text).not.toContain('/secret')
    expect(JSON.parse(text)).not.toHaveProperty('map')
  })
})

describe('renderStrataHtml', () => {
  it('loads nothing, executes nothing and escapes every text of a trace', () => {
    const flags = [{ flag: HOSTILE, states: [{ name: HOSTILE, count: 1, share: 1 }] }]
    const parts = [{ name: HOSTILE, count: 1, share: 1 }]
    const examples = [{ role: 'edge', text: HOSTILE as RedactedText }] as const
    const hostile = stratum({
      label: HOSTILE,
      keywords: [HOSTILE],
      examples,
      tools: parts,
      models: parts,
      flags,
    })
    const page = renderStrataHtml(population({ strata: [hostile, { ...noise, label: HOSTILE }] }))
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<img|https?:\/\/|url\(|@import/)
    for (const hidden of ['\u001b', '\u202e']) expect(page).not.toContain(hidden)
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(8)
  })

  it('draws every request of the map in the colour of its stratum, noise below and apart', () => {
    const page = renderStrataHtml(population())
    expect(
      [...page.matchAll(/<path class="([^"]+)" d="([^"]+)"/g)].map(([, style, path]) => [style, path]),
    ).toEqual([
      ['cn noise', 'M1000 424h0'],
      ['c0', 'M40 40h0M1960 808h0'],
    ])
    expect(page).toContain('3 of 3 distinct requests')
  })

  it('links the legend to what is said of the stratum', () => {
    const page = renderStrataHtml(population())
    for (const id of ['c01', 'noise']) {
      expect(page).toContain(`<a href="#${id}">`)
      expect(page).toContain(`<details id="${id}">`)
    }
  })

  it('has no map when none was made or there is nothing to map', () => {
    expect(renderStrataHtml(population({ map: undefined }))).not.toContain('<svg')
    const empty = {
      requests: 0,
      laidOut: 0,
      positions: new Float64Array(0),
      height: 1,
      strata: new Int32Array(0),
    }
    expect(renderStrataHtml(population({ strata: [], map: empty }))).not.toContain('<svg')
  })
})
