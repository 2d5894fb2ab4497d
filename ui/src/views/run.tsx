import type { RunDetail, RunReport, RunSummary } from '../../../src/server/contract.ts'
import { Loading } from '../components/loading.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'
import { addressOf } from '../router.ts'
import { useData } from '../use-data.ts'
import { Basis } from './run-basis.tsx'
import { Comparison } from './run-comparison.tsx'
import { Findings } from './run-findings.tsx'
import { Funnel } from './run-funnel.tsx'
import { GateTable } from './run-gates.tsx'
import { ModeTable } from './run-modes.tsx'
import { Slices } from './run-slices.tsx'

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
  // The first reason is the headline, and the table of the gates has theirs.
  const said = Object.values(gates).map(({ reason }) => reason)
  const further = report.reasons.slice(1).filter(reason => !said.some(each => reason.endsWith(each)))
  return (
    <>
      {report.manifest.substitutions.map(each => (
        <p key={each} class="note">
          {each}
        </p>
      ))}
      <h1 class={report.outcome}>{run.headline}</h1>
      <p>
        <VerdictBadge verdict={report.outcome} />{' '}
        <span class="muted">
          {run.runId}
          {run.candidateName === null ? '' : `, candidate ${run.candidateName}`}
        </span>
      </p>
      <nav aria-label="This run">
        <ul class="chips plain">
          {run.pairs === 0 ? null : (
            <>
              <li>
                <a class="button" href={addressOf(['runs', run.runId, 'pairs'], { filter: 'failures' })}>
                  New failures
                </a>
              </li>
              <li>
                <a class="button" href={addressOf(['runs', run.runId, 'pairs'], { filter: 'lost' })}>
                  Lost pairs
                </a>
              </li>
              <li>
                <a class="button" href={addressOf(['runs', run.runId, 'pairs'])}>
                  All pairs side by side
                </a>
              </li>
            </>
          )}
          {run.hasMap ? (
            <li>
              <a class="button" href={addressOf(['map', run.runId])}>
                Map of requests
              </a>
            </li>
          ) : null}
        </ul>
      </nav>

      {further.length === 0 ? null : (
        <>
          <h2>What else to know</h2>
          <ul>
            {further.map(reason => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}

      {run.candidateName === null ? null : <Comparison runId={run.runId} />}

      <h2>Gates</h2>
      <GateTable report={report} />

      <h2>Failure modes</h2>
      <ModeTable runId={run.runId} findings={gates.modes.findings} />

      <h2>Slices, the most harmful first</h2>
      <Slices runId={run.runId} report={report} />

      <Findings report={report} />

      <h2>From traffic to votes</h2>
      <Funnel report={report} />

      <h2>What this rests on</h2>
      <Basis report={report} />
    </>
  )
}
