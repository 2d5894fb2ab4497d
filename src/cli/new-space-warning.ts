import { propertyOf } from '../models/property-of.ts'
import type { RunStore } from '../store/run-store.ts'

/**
 * What to tell when this run's vectors are of another space than those of the last finished run in the store;
 * undefined when they are of the same, or there was no such run.
 */
export function newSpaceWarning(store: Pick<RunStore, 'runs'>, modelId: string): string | undefined {
  const last = store.runs().find(run => run.state === 'finished' && run.report !== undefined)
  const previous = propertyOf(reportOf(last?.report), 'manifest', 'embeddingModel')
  // The report adds the lexical part that was joined to the model.
  if (typeof previous !== 'string' || previous === modelId || previous.startsWith(`${modelId} + `)) {
    return undefined
  }
  return `embedding model changed from ${previous} to ${modelId}: a new space begins, every text is embedded again, and strata cannot be compared with earlier runs`
}

function reportOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    // A report that does not parse says nothing about a model; the store complains where it matters.
    return undefined
  }
}
