import { renderJunit } from '../../stages/report/junit.ts'
import { renderMarkdown } from '../../stages/report/markdown.ts'
import { openStore } from '../open-store.ts'
import { readConfig } from '../read-config.ts'
import { type ReportFiles, withGithubStep } from '../report-evaluation.ts'
import { type StoredRun, storedRun } from '../stored-run.ts'
import { writeOutput } from '../write-output.ts'

export type ReportOptions = Omit<ReportFiles, 'html'> & { readonly config: string }

/** `tidegate report [RUN]`: the reports of a run the store kept, made again; Markdown on standard output by default. Exits 0. */
export async function reportCommand(runId: string | undefined, options: ReportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = openStore(config.store.path)
  let kept: StoredRun
  try {
    kept = storedRun(store, runId)
  } finally {
    store.close()
  }
  const { run, json } = kept
  const { markdown, junit, github } = options
  const isAsked = [options.json, markdown, junit].some(file => file !== undefined) || github === true
  const isStdoutTaken = !isAsked || [options.json, markdown, junit].includes('-')
  await withGithubStep(github === true, isStdoutTaken, async step => {
    if (options.json !== undefined) await write(options.json, json)
    if (junit !== undefined) await write(junit, renderJunit(run))
    if (markdown !== undefined || !isAsked) await write(markdown ?? '-', renderMarkdown(run))
    await step?.tell(run, { json: options.json, markdown, junit })
  })
}

async function write(file: string, text: string): Promise<void> {
  if (file === '-') process.stdout.write(text)
  else await writeOutput(file, text)
}
