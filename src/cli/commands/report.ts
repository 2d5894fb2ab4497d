import type { PairView, RunMap } from '../../server/contract.ts'
import { storedHtmlRun } from '../../stages/report/html/html-run.ts'
import { renderHtmlRun } from '../../stages/report/html.ts'
import type { RunResult } from '../../stages/report/json.ts'
import { renderJunit } from '../../stages/report/junit.ts'
import { renderMarkdown } from '../../stages/report/markdown.ts'
import { trendOf } from '../../stages/trend/trend-of.ts'
import type { RunStore } from '../../store/run-store.ts'
import { stepReportOf } from '../github/github-step.ts'
import { keptRunsOf } from '../kept-runs.ts'
import { openStore } from '../open-store.ts'
import { readConfig } from '../read-config.ts'
import { type ReportFiles, withGithubStep } from '../report-evaluation.ts'
import { type StoredRun, storedRun } from '../stored-run.ts'
import { takesStdout, writeReports } from '../write-reports.ts'

export type ReportOptions = ReportFiles & { readonly config: string }

/** `tidegate report [RUN]`: the reports of a run the store kept, made again; Markdown on standard output by default. Exits 0. */
export async function reportCommand(runId: string | undefined, options: ReportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = openStore(config.store.path)
  let kept: StoredRun
  let page: string | undefined
  try {
    kept = storedRun(store, runId)
    if (options.html !== undefined) page = htmlOf(kept, store)
  } finally {
    store.close()
  }
  const { run, json } = kept
  const { html, junit, github } = options
  const isAsked = [options.json, html, options.markdown, junit].some(file => file !== undefined)
  const markdown = isAsked || github === true ? options.markdown : '-'
  const files = { json: options.json, html, markdown, junit }
  await withGithubStep(github === true, takesStdout(Object.values(files)), async step => {
    await writeReports(
      [
        [files.json, () => json],
        [html, () => page ?? ''],
        [markdown, () => renderMarkdown(run)],
        [junit, () => renderJunit(run)],
      ],
      '',
    )
    await step?.tell(stepReportOf(run), files)
  })
}

function htmlOf({ json, row }: StoredRun, store: RunStore): string {
  // What was read is of a version this one writes: `storedRun` has looked.
  const result = JSON.parse(json) as RunResult
  const trend = trendOf(keptRunsOf(store, result.manifest.candidateName))
  const pairs = store.runPart(row.runId, 'pairs').map(text => JSON.parse(text) as PairView)
  const [map] = store.runPart(row.runId, 'map')
  const drawn = map === undefined ? undefined : (JSON.parse(map) as RunMap)
  return renderHtmlRun(storedHtmlRun(result, pairs, trend, drawn))
}
