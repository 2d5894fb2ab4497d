import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../errors/config-error.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import type { AuditQueue } from '../../records/audit.ts'
import { auditReport } from '../../stages/audit/audit-report.ts'
import { newLabels } from '../../stages/audit/label-file.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { addAuditedFailures, auditedFailureLines } from '../add-audited-failures.ts'
import { appendAuditLabels, readAuditLabels, readAuditQueues } from '../audit-files.ts'
import { openLedger } from '../open-ledger.ts'
import { parseAuditLabels } from '../parse-audit-labels.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { renderAuditReport, renderAuditReportJson, renderAuditSheet } from '../render-audit.ts'
import { writeOutput } from '../write-output.ts'
import { writeReports } from '../write-reports.ts'

export type AuditDrawOptions = {
  readonly config: string
  readonly run?: string
  readonly rater?: string
  readonly output?: string
}
export type AuditImportOptions = {
  readonly config: string
  readonly rater?: string
  /** Production's failures among all labels join the adversarial set. */
  readonly addFailures?: boolean
  readonly json?: string
}
export type AuditReportOptions = { readonly config: string; readonly json?: string }

const UNKNOWN_SHOWN = 5

/**
 * `tidegate audit draw`: a sheet of what a run drew for people, the newest run unless one is named, without what is
 * labelled already (by this rater, when one is named). It goes to standard output or a file.
 *
 * @throws {ConfigError} when no run has drawn anything, or not the one named.
 */
export async function auditDrawCommand(options: AuditDrawOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const queue = queueOf(await readAuditQueues(config.store.path), options.run)
  const labels = await readAuditLabels(config.store.path)
  const done = new Set(
    labels
      .filter(({ rater }) => options.rater === undefined || rater === options.rater)
      .map(({ itemId }) => itemId),
  )
  const open = queue.items.filter(({ itemId }) => !done.has(itemId))
  const sheet = renderAuditSheet(open, options.rater)
  if (options.output === undefined || options.output === '-') process.stdout.write(sheet)
  else await writeOutput(options.output, sheet)
  process.stderr.write(
    `${formatQuantity(open.length, 'item')} of run ${escapeTerminal(queue.runId)} to label, ${queue.items.length - open.length} labelled. Begin at the top; then: tidegate audit import FILE -c ${options.config}\n`,
  )
}

/**
 * `tidegate audit import FILE`: adds the labels of a sheet to those beside the store. Labels that say what is known are
 * left out; items that no run drew are named. With `--add-failures` what people call a failure of production joins the
 * adversarial set.
 *
 * @throws {ConfigError} when the file cannot be read, or not one item is known: most likely a wrong store.
 */
export async function auditImportCommand(file: string, options: AuditImportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(`Expected a readable file of labels, found ${file}`, { path: file, cause })
  })
  const { labels, blank } = parseAuditLabels(text, file, { rater: options.rater, nowMs: Date.now() })
  const queues = await readAuditQueues(config.store.path)
  const everDrawn = new Set(queues.flatMap(({ items }) => items.map(({ itemId }) => itemId)))
  const unknown = labels.filter(({ itemId }) => !everDrawn.has(itemId)).map(({ itemId }) => itemId)
  if (labels.length > 0 && unknown.length === labels.length) {
    throw new ConfigError(
      `Expected items that a run has drawn, found none of ${labels.length} beside the store`,
      {
        path: file,
        hint: 'the config must be the one of the runs whose sheet was labelled',
      },
    )
  }
  // A set that cannot be added to is found out before anything is kept.
  if (options.addFailures === true) openLedger(config).ledger.rows()
  const drawn = labels.filter(({ itemId }) => everDrawn.has(itemId))
  const added = newLabels(await readAuditLabels(config.store.path), drawn)
  if (added.length > 0) await appendAuditLabels(config.store.path, added)
  const known = drawn.length - added.length
  const lines = [
    `${formatQuantity(added.length, 'label')} added, ${known} known already, ${formatQuantity(blank, 'row')} without an answer`,
    ...(unknown.length === 0
      ? []
      : [`left out, drawn by no run: ${unknown.slice(0, UNKNOWN_SHOWN).join(', ')}${more(unknown.length)}`]),
  ]
  const failures =
    options.addFailures === true
      ? await addAuditedFailures(queues, await readAuditLabels(config.store.path), config)
      : undefined
  await printReport(
    [...lines, ...(failures === undefined ? [] : auditedFailureLines(failures))],
    { kind: 'tidegate-audit-import', added: added.length, known, blank, unknown, failures: failures ?? null },
    options.json,
  )
}

/** `tidegate audit report`: what the labels of the last weeks say of flags and judge. Exits 0: it informs, it does not decide. */
export async function auditReportCommand(options: AuditReportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const report = auditReport(
    await readAuditQueues(config.store.path),
    await readAuditLabels(config.store.path),
    {
      nowMs: Date.now(),
      weeklySize: config.audit.weeklySize,
    },
  )
  const text = renderAuditReport(report).split('\n').map(escapeTerminal).join('\n')
  await writeReports([[options.json, () => renderAuditReportJson(report)]], text)
}

function queueOf(queues: readonly AuditQueue[], run: string | undefined): AuditQueue {
  const found = run === undefined ? queues.at(-1) : queues.find(({ runId }) => runId === run)
  if (found !== undefined) return found
  throw new ConfigError(
    run === undefined
      ? 'Expected a run that drew items to audit, found none beside the store'
      : `Expected a run that drew items to audit, found none named ${run}`,
    { path: '--run', hint: 'tidegate run -c CONFIG draws them when it ends' },
  )
}

function more(count: number): string {
  return count > UNKNOWN_SHOWN ? `; and ${count - UNKNOWN_SHOWN} more` : ''
}
