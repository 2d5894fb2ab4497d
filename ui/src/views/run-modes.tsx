import type { RunReport } from '../../../src/server/contract.ts'
import { addressOf } from '../router.ts'

type Finding = RunReport['gates']['modes']['findings'][number]

/** How often each side fails in ways a rule can see, regressions first; each leads to its pairs. */
export function ModeTable({
  runId,
  findings,
}: {
  readonly runId: string
  readonly findings: readonly Finding[]
}) {
  const seen = findings.filter(each => each.baseline + each.candidate > 0)
  if (seen.length === 0)
    return <p class="note">Neither side failed in any of the {findings.length} ways that rules can see.</p>
  const order = { regression: 0, warning: 1, none: 2 }
  return (
    <section class="scroll" tabIndex={0} aria-label="Failure modes">
      <table>
        <caption>
          Pairs in which each side fails; {findings.length - seen.length} of {findings.length} modes had no
          event
        </caption>
        <thead>
          <tr>
            <th scope="col">Mode</th>
            <th scope="col" class="number">
              Production
            </th>
            <th scope="col" class="number">
              Candidate
            </th>
            <th scope="col" class="number">
              Only candidate
            </th>
            <th scope="col" class="number">
              Adjusted p
            </th>
            <th scope="col">Finding</th>
          </tr>
        </thead>
        <tbody>
          {seen
            .toSorted((a, b) => order[a.finding] - order[b.finding] || b.onlyCandidate - a.onlyCandidate)
            .map(each => (
              <tr
                key={each.mode}
                class={
                  each.finding === 'regression' ? 'bad' : each.finding === 'warning' ? 'warning' : undefined
                }
              >
                <th scope="row">
                  <a href={addressOf(['runs', runId, 'pairs'], { filter: 'failures', mode: each.mode })}>
                    {each.mode}
                  </a>
                </th>
                <td class="number">{each.baseline}</td>
                <td class="number">{each.candidate}</td>
                <td class="number">{each.onlyCandidate}</td>
                <td class="number">
                  {each.adjustedPValue === null
                    ? '–'
                    : each.adjustedPValue < 0.001
                      ? '< .001'
                      : each.adjustedPValue.toFixed(3)}
                </td>
                <td>
                  {each.finding === 'none' ? <span class="muted">within chance</span> : each.finding}
                  {each.where.length === 0 || each.finding === 'none' ? null : (
                    <div class="muted">{each.where.join('; ')}</div>
                  )}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}
