import { ConfigError } from '../../errors/config-error.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import type { TraceId } from '../../records/ids.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import type { LedgerOrigin } from '../../store/ledger/adversarial-ledger.ts'
import { addToLedger, flaggedTraces } from '../add-to-ledger.ts'
import { eraseAuditTexts } from '../audit-files.ts'
import { importIntoLedger } from '../import-into-ledger.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { namedConfig } from '../named-config.ts'
import { openLedger } from '../open-ledger.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { rejectedRows } from '../rejected-rows.ts'
import { addedDocument, addedLines, renderLedgerCheck, renderLedgerRows } from '../render-ledger.ts'
import { noneKnown } from './flag.ts'

type ConfigOption = { readonly config: string }
type JsonOption = { readonly json?: string }

export type AdversarialAddOptions = ConfigOption &
  JsonOption & {
    readonly origin: LedgerOrigin
    readonly weight?: number
    readonly reason?: string
    readonly flagged?: boolean
  }

/**
 * `tidegate adversarial add [ID...]`: production's traces of the store join the set.
 *
 * @throws {ConfigError} when no id is given, or none is known.
 */
export async function adversarialAddCommand(
  ids: readonly string[],
  options: AdversarialAddOptions,
): Promise<void> {
  const { config } = await readConfig(options.config)
  if (ids.length === 0 && options.flagged !== true) {
    throw new ConfigError('Expected trace ids or --flagged, found neither', { path: 'trace id' })
  }
  const named = ids.map(traceId => ({ traceId, reason: options.reason }))
  const wanted = options.flagged === true ? [...named, ...flaggedTraces(config)] : named
  const { origin, weight } = options
  const result = await addToLedger(wanted, openLedger(config), config, { origin, weight })
  await printReport(addedLines(result), addedDocument(result), options.json)
  if (wanted.length > 0 && result.unknown.length === wanted.length) throw noneKnown(wanted.length)
}

/** `tidegate adversarial import FILE`: canonical traces of anywhere join the set, or the plain file it was becomes one. */
export async function adversarialImportCommand(
  file: string,
  options: ConfigOption & JsonOption & { readonly weight?: number },
): Promise<void> {
  const { config } = await readConfig(options.config)
  requireKeeping(config, '`tidegate adversarial import`')
  const { result, rejected, movedTo } = await importIntoLedger(file, openLedger(config), options.weight)
  for (const row of rejected) {
    process.stderr.write(
      `warning: not imported: ${escapeTerminal(`${row.file}:${row.line} ${row.reason}`)}\n`,
    )
  }
  const added = { ...result, unknown: [] }
  const moved =
    movedTo === undefined
      ? []
      : [`what the file was is at ${movedTo}, as it was, not redacted: delete it when it is not needed`]
  await printReport(
    [...addedLines(added), ...moved],
    { ...addedDocument(added), rejected: rejectedRows(rejected), movedTo: movedTo ?? null },
    options.json,
  )
}

/** `tidegate adversarial verify`: exits 0 when the set is as it was left, 1 when not, with the first broken line. */
export async function adversarialVerifyCommand(
  options: ConfigOption & JsonOption & { readonly cutUnfinished?: boolean },
): Promise<void> {
  const { config } = await readConfig(options.config)
  const { ledger, path } = openLedger(config)
  if (options.cutUnfinished === true) {
    const bytes = ledger.cutUnfinished()
    const to = options.json === '-' ? process.stderr : process.stdout
    to.write(
      bytes === 0
        ? 'nothing to cut off\n'
        : `cut off ${bytes} bytes of an interrupted append, kept at ${path}.unfinished\n`,
    )
  }
  const check = ledger.verify()
  const lines = namedConfig(renderLedgerCheck(check, path), options.config).trimEnd().split('\n')
  await printReport(lines, { ...check, kind: 'tidegate-adversarial-check', state: check.kind }, options.json)
  process.exitCode = check.kind === 'broken' || check.kind === 'plain' ? 1 : 0
}

/** `tidegate adversarial list`: every trace of the set with origin, weight and times. Exits 0. */
export async function adversarialListCommand(options: ConfigOption & JsonOption): Promise<void> {
  const { config } = await readConfig(options.config)
  const rows = openLedger(config).ledger.rows()
  const { weightMultiplier } = config.adversarial
  const entries = rows.map(row => ({
    ...row,
    weight: row.weight ?? weightMultiplier,
    erasedAtMs: row.erasedAtMs ?? null,
  }))
  const lines = renderLedgerRows(rows, weightMultiplier).trimEnd().split('\n')
  await printReport(lines, { kind: 'tidegate-adversarial-set', entries }, options.json)
}

/** `tidegate adversarial erase ID`: the trace is gone for good, its line stays. @throws {ConfigError} when there is none. */
export async function adversarialEraseCommand(
  traceId: string,
  options: ConfigOption & JsonOption,
): Promise<void> {
  const { config } = await readConfig(options.config)
  const { kind } = openLedger(config).ledger.erase(traceId as TraceId)
  if (kind === 'unknown') {
    throw new ConfigError('Expected the id of a trace in the adversarial set, found none with this id', {
      path: 'trace id',
      hint: 'tidegate adversarial list -c CONFIG shows them',
    })
  }
  const queues = await eraseAuditTexts(config.store.path, traceId as TraceId)
  await printReport(
    [
      kind === 'erased' ? 'erased: its key is destroyed' : 'was erased earlier',
      ...(queues > 0 ? [`its texts are taken out of ${formatQuantity(queues, 'audit queue')}`] : []),
    ],
    { kind: 'tidegate-adversarial-erased', traceId, state: kind, auditQueues: queues },
    options.json,
  )
}
