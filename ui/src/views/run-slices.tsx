import type { RunReport } from '../../../src/server/contract.ts'
import { ForestPlot, type ForestRow, reachOf } from '../components/forest-plot.tsx'
import { addressOf } from '../router.ts'

const SHOWN_SLICES = 30

/** Slices as a forest plot, regressions first, then by the size of the harm; each leads to its pairs. */
export function Slices({ runId, report }: { readonly runId: string; readonly report: RunReport }) {
  const idOf = new Map(report.sample.strata.map(each => [each.label, each.id]))
  const rows = report.gates.slices.findings
    .flatMap((each): readonly ForestRow[] =>
      each.estimate === null || each.interval === null
        ? []
        : [
            {
              key: `${each.family} ${each.name}`,
              label: each.name,
              group: `${each.family}${each.isRegression ? ', regressed' : ''}`,
              estimate: each.estimate,
              shrunken: each.shrunken ?? null,
              interval: each.interval,
              n: each.n,
              isBad: each.isRegression,
              href: pairsOf(runId, each.family, each.name, idOf),
            },
          ],
    )
    .toSorted((a, b) => Number(b.isBad) - Number(a.isBad) || a.estimate - b.estimate)
  if (rows.length === 0) return <p class="note">No slice had a comparison.</p>
  const reach = reachOf(rows)
  const shown = rows.slice(0, SHOWN_SLICES)
  const others = rows.slice(SHOWN_SLICES)
  return (
    <>
      <ForestPlot
        rows={shown}
        reach={reach}
        caption={`Candidate minus production in ${shown.length} of ${rows.length} slices, score from 0 to 1. Dot: measured. Ring: drawn towards the effect over all traffic, because the worst of many slices looks worse than it is.`}
      />
      {others.length === 0 ? null : (
        <details>
          <summary>{others.length} more slices</summary>
          <ForestPlot rows={others} reach={reach} caption="The other slices" />
        </details>
      )}
    </>
  )
}

function pairsOf(
  runId: string,
  family: string,
  name: string,
  idOf: ReadonlyMap<string, string>,
): string | undefined {
  const parts = ['runs', runId, 'pairs']
  if (family === 'cluster') return idOf.has(name) ? addressOf(parts, { stratum: idOf.get(name) }) : undefined
  return family === 'tier' || family === 'tool' ? addressOf(parts, { [family]: name }) : undefined
}
