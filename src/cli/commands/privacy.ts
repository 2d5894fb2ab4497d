import { RedactionError } from '../../errors/redaction-error.ts'
import { countTokens, type TokenCounts } from '../count-tokens.ts'
import { detectorsOf } from '../create-redactor.ts'
import { type LabelledRecall, measureRecall } from '../labelled-recall.ts'
import { auditLeaks, type LeakAudit } from '../leak-audit.ts'
import { openStore } from '../open-store.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { tableLines } from '../table-lines.ts'

export type PrivacyReportOptions = {
  readonly config: string
  readonly labelled?: string
  readonly json?: string
}

const SIDES = ['baseline', 'candidate']

/** `tidegate privacy report`: tokens of the store, a leak audit, recall on labelled texts. Exits 1 when anything leaked. */
export async function privacyReportCommand(options: PrivacyReportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = openStore(config.store.path)
  let stored: TokenCounts
  try {
    stored = countTokens(store, SIDES)
  } finally {
    store.close()
  }
  const { ner, surrogates, vault } = config.privacy
  const recall =
    options.labelled === undefined
      ? undefined
      : await measureRecall(options.labelled, detectorsOf(config.privacy))
  const audit = await auditOrBlocked(config.privacy)
  const report = { ner, surrogates, vault: vault.enabled, stored, audit, recall: recall ?? null }
  await printReport(
    [
      `names by ${ner}; ${surrogates ? 'surrogates in the place of most tokens' : 'tokens'}; vault ${vault.enabled ? 'on' : 'off'}`,
      '',
      ...storedLines(stored),
      '',
      ...auditLines(audit),
      ...(recall === undefined ? [] : ['', ...recallLines(recall)]),
    ],
    { kind: 'tidegate-privacy', ...report },
    options.json,
  )
  if ('blocked' in audit || audit.leaks.length > 0) process.exitCode = 1
}

type AuditOutcome = LeakAudit | { readonly blocked: string }

/** The gate stopping the audit is what the audit is there to find. */
async function auditOrBlocked(privacy: Parameters<typeof auditLeaks>[0]): Promise<AuditOutcome> {
  try {
    return await auditLeaks(privacy)
  } catch (error) {
    if (error instanceof RedactionError) return { blocked: error.message }
    throw error
  }
}

function storedLines({ traces, keys, entities }: TokenCounts): readonly string[] {
  if (traces === 0) return ['no trace in the store yet: tidegate ingest PATH']
  const rows = entities.map(({ layer, entity, tokens, values }) => [
    layer,
    entity,
    String(tokens),
    String(values),
  ])
  const made = Object.entries(keys).map(([key, count]) => `${count} under ${key}`)
  return [
    `${traces} stored traces (tokens ${made.join(', ') || 'none'})`,
    ...tableLines(['layer', 'entity', 'tokens', 'values'], rows, [2, 3]),
  ]
}

function auditLines(audit: AuditOutcome): readonly string[] {
  if ('blocked' in audit) return [`leak audit: the egress gate stopped it: ${audit.blocked}`]
  const { planted, places, sinks, leaks } = audit
  const head = `leak audit: ${planted} values planted in ${places} kinds of places, ${sinks.length} sinks searched raw and encoded: ${
    leaks.length === 0 ? 'nothing left' : `${leaks.length} leaks`
  }`
  return [head, ...leaks.map(({ canary, sink, form }) => `  ${canary} in ${sink} (${form})`)]
}

function recallLines({ texts, labels, otherWords, otherWordsReplaced }: LabelledRecall): readonly string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
  const rows = labels.map(({ label, spans, covered, recall, interval: [low, high] }) => [
    label,
    String(spans),
    String(covered),
    percent(recall),
    `${percent(low)} to ${percent(high)}`,
  ])
  const other = otherWords === 0 ? 'none' : percent(otherWordsReplaced / otherWords)
  return [
    `recall on ${texts} labelled texts, whole spans (95% Clopper-Pearson)`,
    ...tableLines(['label', 'spans', 'covered', 'recall', 'interval'], rows, [1, 2, 3, 4]),
    `replaced outside every label: ${otherWordsReplaced} of ${otherWords} words (${other})`,
  ]
}
