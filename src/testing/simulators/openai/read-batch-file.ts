import { type BatchLine, batchLine } from './batch-request.ts'

/** Why a whole input file is refused; `line` counts from 1. */
export type BatchFileError = {
  readonly code: string
  readonly line: number | null
  readonly message: string
  readonly param: string | null
}

const MAX_LINES = 50_000

/**
 * The lines of a batch's input file, or what is wrong with it; then nothing of it is run. Whether a line's body makes
 * sense shows only when it is run.
 */
export function readBatchFile(
  bytes: Uint8Array,
  endpoint: string,
): { readonly lines: readonly BatchLine[] } | { readonly errors: readonly BatchFileError[] } {
  const texts = Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter(text => text.trim() !== '')
  if (texts.length === 0) return { errors: [flaw('empty_file', null, 'The input file is empty.', null)] }
  if (texts.length > MAX_LINES) {
    const message = `The input file has more than ${MAX_LINES} lines.`
    return { errors: [flaw('too_many_tasks', null, message, null)] }
  }
  const read = texts.map((text, index) => lineOf(text, index + 1, endpoint))
  const lines = read.flatMap(each => ('code' in each ? [] : [each]))
  const errors = [...read.flatMap(each => ('code' in each ? [each] : [])), ...errorsAcross(lines)]
  return errors.length > 0 ? { errors } : { lines }
}

function lineOf(text: string, line: number, endpoint: string): BatchLine | BatchFileError {
  const json = jsonOf(text)
  if (json === undefined) {
    return flaw('invalid_json_line', line, 'This line is not parseable as valid JSON.', null)
  }
  const parsed = batchLine.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return flaw('invalid_request', line, issue?.message ?? 'invalid', issue?.path.join('.') ?? null)
  }
  if (parsed.data.url !== endpoint) {
    const message = `The URL provided for this request does not match the batch endpoint ${endpoint}.`
    return flaw('invalid_url', line, message, 'url')
  }
  return parsed.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function errorsAcross(lines: readonly BatchLine[]): readonly BatchFileError[] {
  const [first] = lines
  const seen = new Set<string>()
  return lines.flatMap(({ custom_id: customId, body }, index) => {
    const isRepeated = seen.has(customId)
    seen.add(customId)
    if (isRepeated) {
      const message = `The custom_id for this request is not unique: ${customId}.`
      return [flaw('duplicate_custom_id', index + 1, message, 'custom_id')]
    }
    if (body.model === first?.body.model) return []
    const message = 'All requests of a batch must be for the same model.'
    return [flaw('mismatched_model', index + 1, message, 'body.model')]
  })
}

function flaw(code: string, line: number | null, message: string, param: string | null): BatchFileError {
  return { code, line, message, param }
}
