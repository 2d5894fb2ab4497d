import type { KeptRun } from '../../records/kept-run.ts'
import type { SeriesBreak } from '../../records/trend.ts'

/** What changed between two runs that makes their results two series; in a fixed order, empty where nothing did. */
export function seriesBreaks(before: KeptRun, after: KeptRun): readonly SeriesBreak[] {
  const all: readonly SeriesBreak[] = [
    { what: 'judge', before: judgeOf(before), after: judgeOf(after) },
    { what: 'rubric', before: rubricsOf(before), after: rubricsOf(after) },
    { what: 'embedding-model', before: before.embeddingModel, after: after.embeddingModel },
    { what: 'stratum-model', before: stratumModelOf(before), after: modelUsedBy(before, after) },
  ]
  return all.filter(each => each.before !== each.after)
}

function judgeOf({ judge, models }: KeptRun): string {
  return [judge, ...models.map(({ asks, model }) => `${asks}: ${model}`)].join(', ')
}

function rubricsOf({ rubrics }: KeptRun): string {
  return rubrics
    .map(({ asks, rubric, rubricHash }) => `${asks}: ${rubric} (${rubricHash.slice(0, 8)})`)
    .join(', ')
}

function stratumModelOf({ stratumModel }: KeptRun): string {
  return stratumModel?.modelId ?? 'none'
}

/**
 * The model a window is described by. One that was fitted anew after it was matched with the old one keeps the old ids;
 * only in a new space, or from another store, is it a model of its own.
 */
function modelUsedBy(before: KeptRun, after: KeptRun): string {
  const change = after.stratumModel?.change
  return change === 'kept' || change === 'monthly' || change === 'alarm' || before.stratumModel === null
    ? stratumModelOf(before)
    : stratumModelOf(after)
}
