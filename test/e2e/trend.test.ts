import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkbench, rowText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
})
afterEach(() => bench.dispose())

const PER_WEEK = 60
const WEEKS = ['2026-11-01', '2026-11-08', '2026-11-15']

/** Production succeeds in nearly every trace of the first two weeks and in half of the third. */
function rows(): string {
  return WEEKS.flatMap((day, week) =>
    Array.from({ length: PER_WEEK }, (_, index) =>
      rowText(`w${week}-${index}`, {
        started_at: `${day}T10:00:00Z`,
        outcome: week < 2 ? Number(index % 20 > 0) : index % 2,
      }),
    ),
  ).join('')
}

it('weeks line up in the trend, production itself is watched, and a run shows the windows before it', () => {
  bench.write('base.jsonl', rows())
  bench.write('tidegate.yaml', 'source: ./base.jsonl\ncandidate: ./base.jsonl\n')
  const reports = WEEKS.map(day =>
    bench.run(['run', '-c', 'tidegate.yaml', '--as-of', day, '--html', 'report.html']),
  )
  expect(reports.map(({ status }) => status)).not.toContain(2)
  expect(reports[0]?.stdout).not.toContain('Last windows')
  expect(reports[2]?.stdout).toContain('Last windows')

  const page = readFileSync(join(bench.folder, 'report.html'), 'utf8')
  expect(page).toMatch(/<h2>Last windows<\/h2>.*2026-11-09 to 2026-11-15.*production itself: success 95\.0%/s)

  const trend = bench.run(['trend', '-c', 'tidegate.yaml'])
  expect(trend.status).toBe(0)
  expect(trend.stdout).toContain('2026-11-09 to 2026-11-15')
  expect(trend.stdout).toMatch(/production itself: success 95\.0% -> 50\.0%/)
  const { points } = JSON.parse(bench.run(['trend', '-c', 'tidegate.yaml', '--json', '-']).stdout)
  expect(points.map((point: { series: number }) => point.series)).toEqual([1, 1, 1])
  const changes = points.map(
    (point: { baselineChanges: readonly { isChange: boolean }[] }) =>
      point.baselineChanges.filter(({ isChange }) => isChange).length,
  )
  expect(changes).toEqual([0, 0, 1])

  const runs = bench.run(['runs', '-c', 'tidegate.yaml'])
  expect(runs.stdout.trim().split('\n')).toHaveLength(1 + WEEKS.length)
})
