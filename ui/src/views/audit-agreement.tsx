import type { AuditDesk } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatShare,
  formatShareInterval,
} from '../components/format.ts'

/** Who labelled what, and what the labels say of run and judge. A question without labels has no answer. */
export function Agreement({ desk }: { readonly desk: AuditDesk }) {
  const { failures, kinds, skew, skewOfWeek, preference, agreement, conflicts } = desk.report
  const number = (value: number | null) => (value === null ? 'not enough labels' : value.toFixed(2))
  return (
    <>
      <h2>Raters</h2>
      {desk.raters.length === 0 ? (
        <p class="muted">Nobody has labelled this queue yet.</p>
      ) : (
        <ul>
          {desk.raters.map(({ rater, labelled }) => (
            <li key={rater}>
              {rater}: {formatCount(labelled)} of {formatCount(desk.items.length)} items
            </li>
          ))}
        </ul>
      )}
      <h2>What the labels say</h2>
      <Facts
        facts={[
          [
            'Items of two or more raters',
            `${formatCount(agreement.shared)}, ${formatCount(agreement.raters)} raters`,
          ],
          ["Raters on the better answer, Krippendorff's alpha", number(agreement.preferenceAlpha)],
          ["Raters on failures, Krippendorff's alpha", number(agreement.failureAlpha)],
          ['People and judge, weighted kappa', number(agreement.judgeKappa)],
          [
            'Failures among unflagged traffic, four weeks',
            failures.rate === null
              ? 'not enough labels'
              : `${formatShare(failures.rate.estimate)} 95% ${formatShareInterval(failures.rate.interval)}, ${formatCount(failures.labels)} labels`,
          ],
          [
            'Failures the flags find',
            failures.recall === null
              ? 'not enough labels'
              : `${formatShare(failures.recall.estimate)} 95% ${formatShareInterval(failures.recall.interval)}`,
          ],
          [
            'Kinds of failure',
            kinds === null
              ? 'none named yet'
              : `${formatCount(kinds.kinds)} seen in ${formatCount(kinds.failures)} failures, at least ${formatCount(Math.round(kinds.unseen))} unseen`,
          ],
          ['People minus judge, this week', skewText(skewOfWeek)],
          ['People minus judge, eight weeks', skewText(skew)],
          [
            'Difference with labels',
            preference === null
              ? 'not enough labels'
              : `${formatDifference(preference.estimate)} 95% ${formatInterval(preference.interval)}, judge alone ${formatDifference(preference.judgeOnly)}`,
          ],
        ]}
      />
      {conflicts.length === 0 ? null : (
        <details>
          <summary>{formatCount(conflicts.length)} items on which raters differ</summary>
          <ul>
            {conflicts.map(({ itemId, question, answers }) => (
              <li key={`${itemId} ${question}`}>
                {itemId}, {question}: {answers.map(([rater, answer]) => `${rater} says ${answer}`).join(', ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function skewText(skew: AuditDesk['report']['skew']): string {
  if (skew === null) return 'not enough labels'
  const alarm = skew.alarm === 'none' ? '' : skew.alarm === 'skewed' ? ', ALARM' : ', ALARM: blocks a PASS'
  return `${formatDifference(skew.mean)} 95% ${formatInterval(skew.interval)}, ${formatCount(skew.labels)} labels${alarm}`
}
