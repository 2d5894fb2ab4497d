import type { Config, TraceFilesConfig } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { AdversarialSetState, IngestReport } from '../records/evaluation.ts'
import type { TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import { noneFiltered } from '../records/rejected.ts'
import type { RedactedTrace, Trace } from '../records/trace.ts'
import { collectTraces } from '../stages/ingest/collect-traces.ts'
import { createRepeatSharing } from '../stages/ingest/share-repeats.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { redactBatches, WORTH_WORKERS } from '../stages/redact/redact-batches.ts'
import type { LedgerReading } from '../store/ledger/adversarial-ledger.ts'
import type { Advance } from './create-run.ts'

type Side = IngestReport['side']

export type IngestedSide = {
  readonly traces: readonly Trace[]
  readonly report: IngestReport
  /** Of adversarial traces with a weight of their own, by id. */
  readonly weights?: ReadonlyMap<TraceId, number>
  /** Those that come from the store and are redacted. */
  readonly redacted?: ReadonlySet<Trace>
  /** Of a chained adversarial set. */
  readonly set?: AdversarialSetState
}

/**
 * The traces of one side as the config names them; an adversarial set that does not exist yet is empty.
 *
 * @throws {ConfigError} when the config names no file for a side that needs one.
 */
export async function ingestSide(
  side: Side,
  config: Config,
  deps: Dependencies,
  onProgress: Advance,
): Promise<IngestedSide> {
  const files =
    side === 'baseline'
      ? config.source
      : side === 'candidate'
        ? recordedOf(config.candidate)
        : adversarialFiles(config)
  if (files === undefined || (side === 'baseline' && isStore(files))) {
    if (side === 'adversarial') return noneRead(side)
    const kept = side === 'baseline' ? readStore(deps) : undefined
    if (kept !== undefined) return kept
    const flag = side === 'baseline' ? 'source' : 'candidate'
    throw new ConfigError(`Expected \`${flag}\` in the config or --${flag}, found neither`, {
      path: flag,
      hint:
        side === 'baseline'
          ? 'name recorded traces, for example `source: runs/baseline.jsonl`, or bring them in: tidegate ingest PATH'
          : 'name recorded traces, for example `candidate: runs/candidate.jsonl`',
    })
  }
  const set = side === 'adversarial' ? deps.readAdversarialSet?.() : undefined
  if (set?.kind === 'ledger') {
    const kept = fromLedger(set, deps)
    await prepareRedaction(kept.traces, deps.redactText)
    return kept
  }
  if (set?.kind === 'plain') {
    deps.onWarning(
      `adversarial: ${files.path[0]} is a plain file that nothing protects; make it a set with a hash chain: tidegate adversarial import ${files.path[0]}`,
    )
  }
  if (side === 'adversarial' && (await deps.io.listFiles(files.path[0] ?? '')).length === 0) {
    return noneRead(side)
  }
  const { isForbiddenId, signal } = deps
  const { maxRejected } = files
  const collected = await collectTraces(files, deps.io, {
    side,
    maxRejected,
    isForbiddenId,
    onProgress,
    signal,
  })
  for (const warning of collected.warnings) deps.onWarning(`${side}: ${warning}`)
  await prepareRedaction(collected.traces, deps.redactText)
  return { ...collected, report: withShownNames(collected.report, deps.redactText) }
}

/** What of a file's name a token would hide from its reader for nothing: `traces.zip` looks like a host. */
const HARMLESS_IN_NAMES = /<(?:URL|IP|LOCATION|ORGANIZATION|ID_NUMBER)_k\d/

/** The account with the names of rejected rows' files as reports may show them: a name may hold a customer's. */
function withShownNames(report: IngestReport, redactText: Dependencies['redactText']): IngestReport {
  if (report.rejected.length === 0 || redactText.isPrepared) return report
  return {
    ...report,
    rejected: report.rejected.map(row => {
      const shown = redactText(row.file)
      return shown === row.file || HARMLESS_IN_NAMES.test(shown) ? row : { ...row, file: shown }
    }),
  }
}

/** `source: store`; a file of that name is `./store`. */
function isStore({ path }: TraceFilesConfig): boolean {
  return path.length === 1 && path[0] === 'store'
}

/** Production's traces that `tidegate ingest` or the receiver kept, redacted already; undefined when there are none. */
function readStore(deps: Dependencies): IngestedSide | undefined {
  const traces = [...deps.store.traces('baseline')]
  if (traces.length === 0) return undefined
  const { report } = noneRead('baseline')
  return { traces, report: { ...report, accepted: traces.length }, redacted: new Set(traces) }
}

/** The adversarial set is canonical traces; it may not exist yet, since it grows from what customers report. */
function adversarialFiles(config: Config): Config['source'] {
  const { source } = config.adversarial
  return source === undefined
    ? undefined
    : {
        format: 'canonical',
        path: [source],
        maxRejected: undefined,
        intentPointer: undefined,
        map: undefined,
      }
}

/** The traces of a set, checked and decrypted, and what those with a weight of their own weigh. */
function fromLedger(set: Extract<LedgerReading, { kind: 'ledger' }>, deps: Dependencies): IngestedSide {
  if (set.warning !== undefined) deps.onWarning(`adversarial: ${set.warning}`)
  const { report } = noneRead('adversarial')
  const { lines, erased, hash } = set
  return {
    set: { lines, entries: set.entries.length + erased, erased, hash },
    traces: set.entries.map(({ trace }): Trace => trace),
    report: { ...report, accepted: set.entries.length },
    weights: new Map(
      set.entries.flatMap(({ traceId, weight }) =>
        weight === undefined ? [] : [[traceId, weight] as const],
      ),
    ),
  }
}

/** A side of which nothing is read: it does not exist yet, or answers live. */
export function noneRead(side: Side): { readonly traces: readonly Trace[]; readonly report: IngestReport } {
  return {
    traces: [],
    report: { side, accepted: 0, rejected: [], filtered: noneFiltered(), unknownFinishes: {} },
  }
}

/** The account of a side with the traces its window left out. */
export function withOutside(report: IngestReport, outside: number): IngestReport {
  return { ...report, filtered: { ...report.filtered, 'outside-window': outside } }
}

/** Which days the config asks for. */
export function windowOf(config: Config) {
  const { windowDays, windowEndMs, timeZone } = config.sampling
  return { windowDays, endMs: windowEndMs, timeZone }
}

/** The traces of a side redacted and kept in the store; what came from there is both already. */
export async function redactAll(
  traces: readonly Trace[],
  side: Side,
  deps: Dependencies,
  { redacted: known }: Pick<IngestedSide, 'redacted'> = {},
): Promise<readonly RedactedTrace[]> {
  if (known !== undefined) return traces.filter((trace): trace is RedactedTrace => known.has(trace))
  const redacted = await redactOnly(traces, deps)
  deps.store.putTraces(side, redacted)
  return redacted
}

/** Traces a thread redacts at a time: some hundred milliseconds of work. */
const BATCH = 250

/** Redacted and not kept: a trace of the adversarial set that is erased there must not live on in the store. */
export async function redactOnly(
  traces: readonly Trace[],
  { redactText }: Pick<Dependencies, 'redactText'>,
  { redacted: known }: Pick<IngestedSide, 'redacted'> = {},
): Promise<readonly RedactedTrace[]> {
  if (known !== undefined) return traces.filter((trace): trace is RedactedTrace => known.has(trace))
  const share = createRepeatSharing<RedactedText>()
  if (traces.length <= WORTH_WORKERS || redactText.startWorkers === undefined) {
    return traces.map(trace => share(redactTrace(trace, redactText)))
  }
  const redacted: RedactedTrace[] = []
  for await (const batch of redactBatches(slicesOf(traces, BATCH), redactText, { aloneUntil: 0 })) {
    for (const trace of batch) redacted.push(share(trace))
  }
  return redacted
}

function* slicesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

function recordedOf(candidate: Config['candidate']): TraceFilesConfig | undefined {
  return candidate?.kind === 'recorded' ? candidate.recorded : undefined
}
