import { access, realpath, rename } from 'node:fs/promises'
import { ConfigError } from '../errors/config-error.ts'
import { isForbiddenId } from '../privacy/is-forbidden-id.ts'
import type { Rejected } from '../records/rejected.ts'
import { collectTraces } from '../stages/ingest/collect-traces.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import type { AppendResult } from '../store/ledger/adversarial-ledger.ts'
import type { OpenLedger } from './open-ledger.ts'

export type LedgerImport = {
  readonly result: AppendResult
  /** Rows that are no traces, as ingest counts them; more than ingest tolerates stop the import. */
  readonly rejected: readonly Rejected[]
  /** Where the plain file is now that was in the place of the set. */
  readonly movedTo: string | undefined
}

/**
 * Adds the canonical traces of a file, redacted. When the file is the set itself, still plain, it is moved aside and the
 * set made anew in its place.
 *
 * @throws {IngestError} when the file is no canonical traces; {StoreError} when the set is broken.
 */
export async function importIntoLedger(
  file: string,
  { ledger, path, redactText }: OpenLedger,
  weight: number | undefined,
): Promise<LedgerImport> {
  const isSet = await isSameFile(file, path)
  if (isSet && ledger.verify().kind !== 'plain') {
    throw new ConfigError(`Expected a plain file of traces, found the adversarial set itself: ${file}`, {
      path: file,
      hint: 'there is nothing to import; tidegate adversarial verify -c CONFIG checks it',
    })
  }
  const io = createFileIo({ cwd: process.cwd(), stdin: process.stdin })
  const { traces, report } = await collectTraces({ format: 'canonical', path: file }, io, {
    side: 'adversarial',
    isForbiddenId,
  })
  await prepareRedaction(traces, redactText)
  const items = traces
    .map(trace => redactTrace(trace, redactText))
    .map(trace => ({ trace, origin: 'import', weight, reason: trace.supportFlag?.reason }) as const)
  const { rejected } = report
  if (!isSet) return { result: ledger.append(items), rejected, movedTo: undefined }

  const movedTo = `${path}.plain`
  if (await exists(movedTo)) {
    throw new ConfigError(`Expected no file at ${movedTo}, found one of an earlier import`, {
      path: movedTo,
      hint: 'move it away or delete it, and import again',
    })
  }
  await rename(path, movedTo)
  try {
    return { result: ledger.append(items), rejected, movedTo }
  } catch (error) {
    if (!(await exists(path))) await rename(movedTo, path)
    throw error
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map(each => realpath(each).catch(() => undefined)))
  return first !== undefined && first === second
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
