import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load-config.ts'
import { createRng, type Rng } from '../numeric/random.ts'
import { dependenciesOf } from '../pipeline/__fixtures__/dependencies-of.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import { type PointSearch, plainSearch } from '../stages/stratify/plain-search.ts'
import { createReferenceSearch } from '../stages/stratify/weeks/nearest-references.ts'
import { compareWindows } from './compare-windows.ts'

const WORDS = {
  refund: 'refund money back damaged broken return item credit card payment receipt complaint',
  parcel: 'parcel delivery late tracking courier arrived missing package shipped address door week',
  login: 'login password reset account locked email code browser phone sign screen error',
  booking: 'booking flight seat ticket airport luggage gate delayed passenger upgrade window aisle',
}

type Topic = keyof typeof WORDS
type Mix = { readonly [topic in Topic]?: number }

/** Requests of six random words of their topic, spread over the seven days from `firstDay` on. */
function weekOf(mix: Mix, firstDay: number, rng: Rng): readonly object[] {
  return Object.entries(mix).flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, at) => {
      const words = WORDS[topic as Topic].split(' ')
      const content = Array.from({ length: 6 }, () => words[Math.floor(rng.nextFloat() * words.length)]).join(
        ' ',
      )
      return {
        trace_id: `${firstDay}-${topic}-${at}`,
        started_at: new Date(Date.UTC(2026, 10, firstDay + (at % 7), 12)).toISOString(),
        messages: [
          { role: 'user', content },
          { role: 'assistant', content: 'done' },
        ],
      }
    }),
  )
}

async function drift(before: Mix, now: Mix, yaml = '', search?: PointSearch) {
  const rng = createRng('two weeks')
  const rows = [...weekOf(before, 1, rng), ...weekOf(now, 8, rng)]
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(`source: /base\n${yaml}`),
    env: {},
    cwd: '/',
  })
  const deps = dependenciesOf(
    { '/base': rows },
    {
      search,
      redactText: createRedactText({ detectors: [], tokenKey: { id: 'k1', bytes: new Uint8Array(32) } }),
    },
  )
  return compareWindows(config, deps, { referenceEndMs: undefined, currentEndMs: undefined })
}

/** Notes how many requests each pass over the reference looked up. */
function countingSearch(assigned: number[]): PointSearch {
  return {
    ...plainSearch,
    referenceSearch: (references, count) => {
      const { nearest } = createReferenceSearch(references, count)
      return {
        nearest: async rows => {
          assigned.push(rows.rows)
          return nearest(rows)
        },
      }
    },
  }
}

const WEEK = { refund: 140, parcel: 140, login: 140 }

describe('compareWindows', () => {
  it('finds nothing between two weeks that ask for the same, looks inside the strata too, and assigns each week once', async () => {
    const assigned: number[] = []
    const { report, reference, current } = await drift(WEEK, WEEK, '', countingSearch(assigned))
    expect(report.level).toBe('none')
    expect([reference.startMs, current.startMs]).toEqual([Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 8)])
    expect([report.referenceSize, report.currentSize]).toEqual([420, 420])
    expect(report.overdispersion.interval).not.toBeNull()
    expect(report.within?.length).toBeGreaterThanOrEqual(3)
    // Requests of six words seldom repeat: all but a few of the 420 are distinct.
    expect(assigned).toHaveLength(2)
    expect(Math.min(...assigned)).toBeGreaterThan(400)
  })

  it('finds the intent that grew, by the words people know it by', async () => {
    const { report } = await drift(WEEK, { ...WEEK, login: 300 })
    const [first] = report.shares
    expect(first).toMatchObject({ kind: 'cluster', change: 'grown', level: 'page' })
    expect(WORDS.login.split(' ')).toContain(first?.label.split(', ')[0])
  })

  it('raises an alarm for an intent the reference week does not know', async () => {
    const { report, weeks } = await drift(WEEK, { ...WEEK, booking: 90 })
    const [intent] = report.newIntents ?? []
    expect(weeks.events).toContainEqual(
      expect.objectContaining({ kind: 'new', label: intent?.label, size: intent?.size }),
    )
    expect(intent).toMatchObject({ referenceCount: 0, level: 'page' })
    expect(intent?.size).toBeGreaterThan(45)
    expect(report.reasons[0]).toMatch(/^New intent "/)
  })

  it('follows the threshold of the config', async () => {
    const { report } = await drift(WEEK, { ...WEEK, login: 300 }, 'drift: { threshold: 5 }\n')
    expect(report.shares.map(({ level }) => level)).not.toContain('page')
  })
})
