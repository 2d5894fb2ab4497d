import { formatCount, formatQuantity } from '../../numeric/format-number.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { contentHash } from '../../stages/embed/embed.ts'
import { intentOf } from '../../stages/embed/intent-of.ts'
import { pruneStore } from '../../store/sqlite/prune-store.ts'
import { eraseOldAuditTexts } from '../audit-files.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'

export type PruneOptions = {
  readonly config: string
  readonly keepDays: number
  readonly dryRun?: boolean
  readonly json?: string
}

const DAY_MS = 86_400_000

/**
 * `tidegate prune --keep-days N`: what is older leaves the store beside the config. Results of runs, labels and the
 * adversarial set stay: they are what later weeks are compared with.
 */
export async function pruneCommand(options: PruneOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const isDryRun = options.dryRun === true
  const beforeMs = Date.now() - options.keepDays * DAY_MS
  const counts = pruneStore(config.store.path, {
    beforeMs,
    isDryRun,
    vectorHashOf: json => contentHash(intentOf(JSON.parse(json) as RedactedTrace).text),
  })
  const auditTexts = await eraseOldAuditTexts(config.store.path, beforeMs, isDryRun)
  const went = isDryRun ? 'would go' : 'gone'
  const lines = [
    `older than ${formatQuantity(options.keepDays, 'day')} (before ${new Date(beforeMs).toISOString()}), ${went}:`,
    `  traces             ${formatCount(counts.traces)}`,
    `  vectors            ${formatCount(counts.vectors)}`,
    `  replies            ${formatCount(counts.replies)}`,
    `  stratum models     ${formatCount(counts.models)}`,
    `  details of runs    ${formatCount(counts.runDetails)}`,
    `  texts in audits    ${formatCount(auditTexts)}`,
    `  bytes              ${formatCount(counts.bytesFreed)}`,
    ...(counts.undatedTraces === 0
      ? []
      : [`${formatCount(counts.undatedTraces)} traces without a start time stay: their age is not known`]),
    'results of runs, labels, spending and the adversarial set stay',
  ]
  await printReport(
    lines,
    { kind: 'tidegate-prune', isDryRun, beforeMs, ...counts, auditTexts },
    options.json,
  )
}
