import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { Suite } from '../records/suite.ts'
import { readSuite } from '../stages/ingest/suites/read-suite.ts'
import { redactTrace } from '../stages/redact/redact.ts'

/**
 * The suite `sampling.suite` names, redacted; undefined when it names none.
 *
 * @throws {ConfigError} when the file does not exist or is no suite; {IngestError} when it holds no item.
 */
export async function readRunSuite(
  config: Config,
  deps: Dependencies,
): Promise<Suite<RedactedText> | undefined> {
  const { suite: path } = config.sampling
  if (path === undefined) return undefined
  const { isForbiddenId, signal } = deps
  const suite = await readSuite(path, deps.io, { isForbiddenId, signal })
  if (suite.rejected.length > 0) {
    const [first] = suite.rejected
    deps.onWarning(
      `suite ${suite.name}: ${suite.rejected.length} items cannot be used; the first, ${first?.line}: ${first?.reason}`,
    )
  }
  return {
    ...suite,
    items: suite.items.map(item => ({ ...item, trace: redactTrace(item.trace, deps.redactText) })),
  }
}

/** Mean of the scores the suite's file carries; null when it carries none. */
export function historicalScore({
  items,
}: Pick<Suite<string>, 'items'>): { readonly score: number; readonly items: number } | null {
  const scores = items.flatMap(({ score }) => score ?? [])
  return scores.length === 0
    ? null
    : { score: scores.reduce((sum, score) => sum + score, 0) / scores.length, items: scores.length }
}
