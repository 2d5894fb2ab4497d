import type { IncomingMessage } from 'node:http'
import type { ZodType } from 'zod'
import { RequestProblem } from './request-problem.ts'

/**
 * The bytes of a request.
 *
 * @throws {RequestProblem} `too-large` beyond `maxBytes`; the rest is read and dropped, so that the client can
 *   finish writing and read the error.
 */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size <= maxBytes) chunks.push(chunk)
  }
  if (size > maxBytes) {
    const message = `Request exceeds the maximum size of ${maxBytes} bytes.`
    throw new RequestProblem({ kind: 'too-large', message })
  }
  return Buffer.concat(chunks)
}

/** @throws {RequestProblem} `invalid-request` when the bytes are no JSON. */
export function parseBody(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new RequestProblem({ kind: 'invalid-request', message: `The body is not JSON: ${cause}` })
  }
}

/** The first thing wrong with a body; `path` in dots, without the unknown field itself. */
export type BodyFlaw = {
  readonly kind: 'unknown-field' | 'missing-field' | 'invalid'
  readonly path: string
  readonly message: string
}

/**
 * The body as `schema` (made of strict objects) reads it.
 *
 * @param toProblem - words the vendor would use for the first flaw.
 * @throws {RequestProblem} what `toProblem` made.
 */
export function checkBody<T>(
  schema: ZodType<T>,
  json: unknown,
  toProblem: (flaw: BodyFlaw) => RequestProblem,
): T {
  const parsed = schema.safeParse(json, { reportInput: true })
  if (parsed.success) return parsed.data
  const issue = deepest(parsed.error.issues)
  const path = issue?.path.join('.') ?? ''
  const message = issue?.message ?? 'invalid'
  if (issue?.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0]].join('.')
    throw toProblem({ kind: 'unknown-field', path: field, message })
  }
  const isMissing = issue?.code === 'invalid_type' && issue.input === undefined
  throw toProblem({ kind: isMissing ? 'missing-field' : 'invalid', path, message })
}

type Issue = NonNullable<ReturnType<ZodType['safeParse']>['error']>['issues'][number]

/** In a union, the branch that got furthest is the one that was meant. */
function deepest(issues: readonly Issue[], base: readonly PropertyKey[] = []): Issue | undefined {
  const [first] = issues
  if (first === undefined) return undefined
  const path = [...base, ...first.path]
  if (first.code !== 'invalid_union') return { ...first, path }
  const inner = first.errors.flatMap(branch => deepest(branch, path) ?? [])
  const best = inner.reduce<Issue | undefined>(
    (found, each) => (found !== undefined && rankOf(found) >= rankOf(each) ? found : each),
    undefined,
  )
  return best ?? { ...first, path }
}

function rankOf(issue: Issue): number {
  return issue.path.length * 2 + (issue.code === 'unrecognized_keys' ? 1 : 0)
}
