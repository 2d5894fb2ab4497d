import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { StoreError } from '../../errors/store-error.ts'
import { githubOutputs, renderAnnotations, renderOutputs } from '../../stages/report/github.ts'
import { renderMarkdown } from '../../stages/report/markdown.ts'
import type { ReportedRun } from '../../stages/report/reported-run.ts'
import { assertMayLeave } from '../egress.ts'

/** GitHub aborts the upload of a larger one. */
const SUMMARY_BYTES = 1_000 * 1024

/** What a step shows and hands on. */
export type StepReport = {
  readonly summary: (maxBytes: number) => string
  readonly outputs: { readonly [name: string]: string }
  readonly annotations: readonly string[]
}

/** Of one run. */
export function stepReportOf(run: ReportedRun): StepReport {
  return {
    summary: maxBytes => renderMarkdown(run, maxBytes),
    outputs: githubOutputs(run),
    annotations: renderAnnotations(run),
  }
}

export type GithubStep = {
  /** Gives summary, outputs and annotations. `files`: what was written where, as further outputs. */
  readonly tell: (
    report: StepReport,
    files: { readonly [output: string]: string | undefined },
  ) => Promise<void>
  /** Lets the runner read commands again; nothing more must be printed that holds text of a trace. */
  readonly end: () => void
}

/**
 * A step of GitHub Actions. From now until `end` the runner takes nothing that is printed for a command, whatever a label
 * or a model's answer holds.
 *
 * @param out - where commands go: a stream of the process.
 */
export function openGithubStep(
  env: NodeJS.ProcessEnv,
  out: Pick<NodeJS.WriteStream, 'write'>,
  onWarning: (warning: string) => void,
): GithubStep {
  const token = randomUUID()
  let isEnded = false
  const end = (): void => {
    if (isEnded) return
    isEnded = true
    out.write(`\n::${token}::\n`)
  }
  out.write(`::stop-commands::${token}\n`)
  return {
    async tell({ summary, outputs, annotations }, files) {
      const { GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summaryFile } = env
      if (summaryFile === undefined && outputFile === undefined)
        onWarning(
          '--github: neither GITHUB_STEP_SUMMARY nor GITHUB_OUTPUT is set, only annotations are given',
        )
      if (summaryFile !== undefined) await append(summaryFile, summary(SUMMARY_BYTES))
      if (outputFile !== undefined) await append(outputFile, outputsOf(outputs, files))
      end()
      out.write(`${annotations.join('\n')}\n`)
    },
    end,
  }
}

function outputsOf(known: StepReport['outputs'], files: Parameters<GithubStep['tell']>[1]): string {
  const written = Object.entries(files).flatMap(([name, path]) =>
    path === undefined || path === '-' ? [] : [[name, path] as const],
  )
  const outputs = { ...known, ...Object.fromEntries(written) }
  const text = renderOutputs(outputs, () => `tidegate_${randomUUID()}`)
  if (text === undefined)
    throw new StoreError('Expected outputs without their own delimiter', { location: 'GITHUB_OUTPUT' })
  return text
}

async function append(path: string, text: string): Promise<void> {
  assertMayLeave(text, 'file', path)
  try {
    await appendFile(path, text)
  } catch (cause) {
    throw new StoreError(`Expected to add to ${path}, got an error`, { location: path, cause })
  }
}
