import { describe, expect, it } from 'vitest'
import { loadConfig } from './config/load-config.ts'
import type { Dependencies } from './dependencies.ts'
import { dependenciesOf } from './pipeline/__fixtures__/dependencies-of.ts'
import { describePopulation } from './pipeline.ts'
import { simulateWeek } from './simulate/simulate-week.ts'
import type { SimulatedRow } from './simulate/simulated-row.ts'
import { renderStrataHtml } from './stages/report/strata-html.ts'
import { renderStrataJson } from './stages/report/strata-json.ts'
import { renderStrataTerminal } from './stages/report/strata-terminal.ts'

const TRACES = 600

const week = simulateWeek({
  seed: '3',
  candidate: 'healthy',
  traces: TRACES,
  adversarial: 0,
  suite: 0,
  endsAtMs: Date.UTC(2026, 10, 15),
}).baseline

async function describeWeek(rows: readonly SimulatedRow[], changes: Partial<Dependencies> = {}) {
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from('source: /base\n'),
    env: {},
    cwd: '/',
  })
  const deps = dependenciesOf({ '/base': rows }, changes)
  return describePopulation(config, deps, { withMap: true })
}

/** Described once, read by most tests. */
const described = describeWeek(week)

describe('describePopulation', () => {
  it('describes the intents of a week without a candidate: names, tools and run lengths belong together', async () => {
    const { strata, populationSize } = await described
    expect(populationSize).toBe(TRACES)
    expect(strata.reduce((sum, { size }) => sum + size, 0)).toBe(TRACES)
    const resets = strata.filter(
      ({ kind, keywords }) => kind === 'cluster' && keywords.some(word => /password|reset/.test(word)),
    )
    expect(resets.length).toBeGreaterThan(0)
    for (const { tools, tiers } of resets) {
      expect(tools[0]?.name).toBe('send_reset_link')
      expect(tiers.toSorted((a, b) => b.count - a.count)[0]?.name).toBe('few-steps')
    }
  })

  it("checks production's own answers in every stratum", async () => {
    const { strata } = await described
    const checked = strata.reduce((sum, { failures }) => sum + (failures?.checked ?? 0), 0)
    const failed = strata.reduce((sum, { failures }) => sum + (failures?.failed ?? 0), 0)
    expect(checked).toBe(TRACES)
    expect(failed).toBeGreaterThan(3)
    expect(failed).toBeLessThan(TRACES / 10)
  })

  it('lets no planted mail address, phone number or card into a report', async () => {
    const population = await described
    const planted = [
      ...JSON.stringify(week).matchAll(/[\w.]+@example\.com|\+1 202-555-01\d\d|4111 11\d\d \d{4} \d{4}/g),
    ].map(match => match[0])
    expect(planted.length).toBeGreaterThan(100)
    const shown = [
      renderStrataTerminal(population, []),
      renderStrataJson(population),
      renderStrataHtml(population),
    ].join('\n')
    expect(planted.filter(value => shown.includes(value))).toEqual([])
  })

  it('draws each distinct request once', async () => {
    const { map, strata } = await described
    expect(map?.strata).toHaveLength(map?.requests ?? 0)
    expect(new Set(map?.strata).size).toBe(strata.length)
  })

  it('is the same for rows in another order', async () => {
    expect(await describeWeek(week.toReversed())).toEqual(await described)
  })

  it('keeps keywords where the labelling model fails, and says so once', async () => {
    const warnings: string[] = []
    const { strata } = await describeWeek(week, {
      labelStratum: async () => Promise.reject(new Error('overloaded')),
      onWarning: warning => warnings.push(warning),
    })
    const clusters = strata.filter(({ kind }) => kind === 'cluster').length
    expect(clusters).toBeGreaterThan(0)
    expect(warnings).toEqual([expect.stringContaining(`no label for ${clusters} strata`)])
  })
})
