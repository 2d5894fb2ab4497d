import type { AdversarialSet } from '../../../src/server/contract.ts'
import { formatCount, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
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
              <Table
                caption={`${formatCount(set.rows.length)} entries, oldest first; weights are against a pair of the traffic`}
                rows={set.rows}
                keyOf={row => row.line}
                columns={[
                  { title: 'Trace', isHead: true, cell: row => row.traceId },
                  { title: 'Line', isNumber: true, cell: row => row.line },
                  { title: 'Origin', cell: row => row.origin },
                  {
                    title: 'Weight',
                    isNumber: true,
                    cell: row => (row.weight === null ? "the config's" : `×${row.weight}`),
                  },
                  { title: 'Added', cell: row => formatTime(row.addedAtMs) },
                  {
                    title: 'Erased',
                    cell: row => (row.erasedAtMs === null ? '–' : formatTime(row.erasedAtMs)),
                  },
                ]}
              />
            )}
          </>
        )}
      </Loading>
    </>
  )
}
