import type { RunReport } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import { formatCount, formatDay, formatMagnitude, formatMoney } from '../components/format.ts'

/** What a run was made of: window, sample, models, cost, version. */
export function Basis({ report }: { readonly report: RunReport }) {
  const { manifest, sample, gates, forecast, sequential } = report
  const { window } = manifest
  const { smallestDetectableDifference, pairsToResolve } = gates.global
  return (
    <Facts
      facts={[
        [
          'Window',
          window === null
            ? 'all traces'
            : `${formatDay(window.startMs)} to ${formatDay(window.endMs - 1)}, UTC`,
        ],
        [
          'Sample',
          `${formatCount(sample.size)} of ${formatCount(sample.population)} traces, allocation ${sample.allocation}, seed ${sample.seed}`,
        ],
        [
          'Smallest drop seen with 80% power',
          smallestDetectableDifference === null
            ? 'not estimable'
            : `${formatMagnitude(smallestDetectableDifference)} on a score from 0 to 1`,
        ],
        ...(pairsToResolve === null
          ? []
          : [['Would settle it', `about ${formatCount(pairsToResolve)} pairs`] as const]),
        [
          'Judge',
          `${manifest.judge}${manifest.isJudgeLanguageModel ? '' : ' (rules only, no language model)'}`,
        ],
        ...(sequential === null
          ? []
          : [
              [
                'Judge asked',
                `${formatCount(sequential.asked)} of ${formatCount(sequential.questions)} questions, look ${sequential.look} of ${sequential.looks}, ended ${sequential.ended}`,
              ] as const,
            ]),
        ['Embedding', manifest.embeddingModel],
        [
          'Cost',
          `${formatMoney(report.cost.picoUsd)}${forecast === null ? '' : `, forecast ${formatMoney(forecast.low)} to ${formatMoney(forecast.high)}`}`,
        ],
        [
          'Redacted',
          Object.entries(manifest.redactions)
            .map(([entity, count]) => `${entity} ${formatCount(count)}`)
            .join(', ') || 'nothing found',
        ],
        ['Version', `${manifest.tidegateVersion}, config ${manifest.configHash.slice(0, 12)}`],
      ]}
    />
  )
}
