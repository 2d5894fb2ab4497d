import type { Manifest } from '../../records/evaluation.ts'

/** Whose word the labels of a run are compared with. Another rubric asks another question: what the two say is not pooled. */
export function judgeSeriesOf({ judge, judges }: Pick<Manifest, 'judge' | 'judges'>): string {
  if (judges === undefined || judges.length === 0) return judge
  return judges
    .map(
      ({ provider, model, rubric, rubricHash }) => `${provider}/${model} ${rubric} ${rubricHash.slice(0, 8)}`,
    )
    .sort()
    .join(', ')
}
