import type { AdversarialSet } from '../../../src/server/contract.ts'
import { formatCount, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { useData } from '../use-data.ts'

const STATES: { readonly [kind in AdversarialSet['kind']]: string } = {
  unconfigured: 'The config names no adversarial set: adversarial.source.',
  absent: 'The set does not exist yet; the first failure that is kept makes it.',
  plain: 'A plain file that nothing protects: tidegate adversarial import makes it a set with a hash chain.',
  intact: 'Intact: every line is as it was written.',
  broken: 'BROKEN: a line was changed, removed or moved. No run uses it until this is settled.',
}

/** The permanent set of failures, line by line, and whether it is as it was left. */
export function Adversarial() {
  const data = useData<AdversarialSet>('/api/adversarial')
  return (
    <>
      <h1>Adversarial set</h1>
      <Loading data={data} what="the set">
        {set => (
          <>
            <p class={set.kind === 'broken' ? 'note bad' : 'note'}>
              {STATES[set.kind]} {set.problem}
            </p>
            {set.rows.length === 0 ? (
              <Empty>No failure is kept yet.</Empty>
            ) : (
              <section class="scroll" tabIndex={0} aria-label="Entries">
                <table>
                  <caption>{formatCount(set.rows.length)} entries, oldest first</caption>
                  <thead>
                    <tr>
                      <th scope="col" class="number">
                        Line
                      </th>
                      <th scope="col">Trace</th>
                      <th scope="col">Origin</th>
                      <th scope="col" class="number">
                        Weight
                      </th>
                      <th scope="col">Added</th>
                      <th scope="col">Erased</th>
                    </tr>
                  </thead>
                  <tbody>
                    {set.rows.map(row => (
                      <tr key={row.line}>
                        <td class="number">{row.line}</td>
                        <th scope="row">{row.traceId}</th>
                        <td>{row.origin}</td>
                        <td class="number">{row.weight === null ? "the config's" : `×${row.weight}`}</td>
                        <td>{formatTime(row.addedAtMs)}</td>
                        <td>{row.erasedAtMs === null ? '–' : formatTime(row.erasedAtMs)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            )}
          </>
        )}
      </Loading>
    </>
  )
}
