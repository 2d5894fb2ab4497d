import type { RunDetail, RunReport, RunSummary } from '../../../src/server/contract.ts'
import { ForestPlot, type ForestRow } from '../components/forest-plot.tsx'
import {
  formatCount,
  formatDay,
  formatDifference,
  formatInterval,
  formatMoney,
  formatShare,
} from '../components/format.ts'
import { Loading } from '../components/loading.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'
import { addressOf } from '../router.ts'
import { useData } from '../use-data.ts'
import { ModeTable } from './run-modes.tsx'

const SHOWN_SLICES = 30

/** One run: its verdict as a sentence, the gates behind it, where harm sits, and what it rests on. */
export function Run({ runId }: { readonly runId: string }) {
  const data = useData<RunDetail>(`/api/runs/${encodeURIComponent(runId)}`)
  return (
    <Loading data={data} what="the run">
      {({ run, report }) =>
        report === null ? (
          <>
            <h1>{run.runId}</h1>
            <p class="note">
              This run is {run.state}: <a href={addressOf(['live'])}>what is running now</a>.
            </p>
          </>
        ) : (
          <Report run={run} report={report} />
        )
      }
    </Loading>
  )
}

function Report({ run, report }: { readonly run: RunSummary; readonly report: RunReport }) {
  const { gates } = report
  return (
    <>
      {report.manifest.substitutions.map(each => (
        <p key={each} class="note">
          {each}
        </p>
      ))}
      <h1 class={report.outcome}>{run.headline}</h1>
      <p>
        <VerdictBadge verdict={report.outcome} /> <span class="muted">{run.runId}</span>
      </p>
      <nav aria-label="This run">
        <ul class="chips plain">
          <li>
            <a href={addressOf(['runs', run.runId, 'pairs'], { filter: 'failures' })}>New failures</a>
          </li>
          <li>
            <a href={addressOf(['runs', run.runId, 'pairs'], { filter: 'lost' })}>Lost pairs</a>
          </li>
          <li>
            <a href={addressOf(['runs', run.runId, 'pairs'])}>All pairs side by side</a>
          </li>
          {run.hasMap ? (
            <li>
              <a href={addressOf(['map', run.runId])}>Map of requests</a>
            </li>
          ) : null}
        </ul>
      </nav>

      <h2>Why</h2>
      <ul>
        {report.reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>

      <GateTable report={report} />

      <h2>Failure modes</h2>
      <ModeTable runId={run.runId} findings={gates.modes.findings} />

      <h2>Slices, the most harmful first</h2>
      <Slices runId={run.runId} report={report} />

      <h2>From traffic to votes</h2>
      <Funnel report={report} />

      <h2>What this rests on</h2>
      <Basis report={report} />
    </>
  )
}

function GateTable({ report }: { readonly report: RunReport }) {
  const { gates } = report
  const rows = [
    { name: 'Traffic (global)', gate: gates.global, isShare: false },
    { name: 'Recorded outcomes', gate: gates.outcome, isShare: false },
    { name: 'Adversarial set', gate: gates.adversarial, isShare: true },
    { name: 'Slices', gate: gates.slices, isShare: false },
    { name: 'Failure modes', gate: gates.modes, isShare: false },
  ]
  return (
    <section class="scroll" tabIndex={0} aria-label="Gates">
      <table>
        <caption>Gates. Any FAIL holds the release; intervals are two one-sided 95% bounds.</caption>
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="number">
              Estimate
            </th>
            <th scope="col" class="number">
              Interval
            </th>
            <th scope="col" class="number">
              n
            </th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, gate, isShare }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {gate.verdict === 'not-evaluated' ? (
                  <span class="muted">not evaluated</span>
                ) : (
                  <VerdictBadge verdict={gate.verdict} />
                )}
              </td>
              <td class="number">{isShare ? formatShare(gate.estimate) : formatDifference(gate.estimate)}</td>
              <td class="number">
                {gate.interval === null
                  ? '–'
                  : isShare
                    ? `[${formatShare(gate.interval[0])}, ${formatShare(gate.interval[1])}]`
                    : formatInterval(gate.interval)}
              </td>
              <td class="number">{formatCount(gate.n)}</td>
              <td>{gate.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Slices({ runId, report }: { readonly runId: string; readonly report: RunReport }) {
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
              interval: each.interval,
              n: each.n,
              isBad: each.isRegression,
              href: pairsOf(runId, each.family, each.name, idOf),
            },
          ],
    )
    .toSorted((a, b) => Number(b.isBad) - Number(a.isBad) || a.estimate - b.estimate)
  return rows.length === 0 ? (
    <p class="note">No slice had a comparison.</p>
  ) : (
    <>
      <ForestPlot
        rows={rows.slice(0, SHOWN_SLICES)}
        caption={`Difference in ${Math.min(SHOWN_SLICES, rows.length)} of ${rows.length} slices`}
      />
      {rows.length > SHOWN_SLICES ? (
        <details>
          <summary>{rows.length - SHOWN_SLICES} more slices</summary>
          <ForestPlot rows={rows.slice(SHOWN_SLICES)} caption="The other slices" />
        </details>
      ) : null}
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

function Funnel({ report }: { readonly report: RunReport }) {
  const { sample, pairs, replay, rejected } = report
  const failed = replay.candidate.failed
  const steps = [
    { name: 'Traces of the window', value: sample.population },
    { name: 'Rows that were no trace (rejected)', value: rejected.total },
    { name: 'Sampled', value: sample.size },
    { name: 'Of the adversarial set', value: pairs.adversarial },
    { name: 'Answered by the candidate', value: replay.candidate.completed },
    { name: 'Not answered (count as losses)', value: failed.error + failed.timeout + failed.missing },
    { name: 'Pairs compared', value: pairs.traffic + pairs.adversarial },
    ...(typeof report.judge?.votes === 'number'
      ? [{ name: 'Votes of the judge', value: report.judge.votes }]
      : []),
  ]
  const most = Math.max(1, ...steps.map(step => step.value))
  return (
    <table class="funnel">
      <caption>Traces and pairs by stage</caption>
      <tbody>
        {steps.map(step => (
          <tr key={step.name}>
            <th scope="row">{step.name}</th>
            <td class="number">{formatCount(step.value)}</td>
            <td>
              <meter min={0} max={most} value={step.value} aria-label={step.name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Basis({ report }: { readonly report: RunReport }) {
  const { manifest, sample, gates, forecast } = report
  const { window } = manifest
  const facts: readonly (readonly [string, string])[] = [
    [
      'Window',
      window === null ? 'all traces' : `${formatDay(window.startMs)} to ${formatDay(window.endMs - 1)}, UTC`,
    ],
    [
      'Sample',
      `${formatCount(sample.size)} of ${formatCount(sample.population)} traces, allocation ${sample.allocation}, seed ${sample.seed}`,
    ],
    ['Smallest drop it would have seen', formatDifference(gates.global.smallestDetectableDifference)],
    ['Pairs that would resolve it', formatCount(gates.global.pairsToResolve)],
    ['Judge', `${manifest.judge}${manifest.isJudgeLanguageModel ? '' : ' (rules only, no language model)'}`],
    ['Embedding', manifest.embeddingModel],
    [
      'Cost',
      `${formatMoney(report.cost.picoUsd)}${forecast === null ? '' : `, forecast ${formatMoney(forecast.low)} to ${formatMoney(forecast.high)}`}`,
    ],
    ['Version', `${manifest.tidegateVersion}, config ${manifest.configHash.slice(0, 12)}`],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
