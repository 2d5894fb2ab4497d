import type { ComponentChildren } from 'preact'
import type { AdversarialSet } from '../../../src/server/contract.ts'
import { formatCount, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { useData } from '../use-data.ts'

const STATES: {
  readonly [kind in AdversarialSet['kind']]: { readonly look: string; readonly words: ComponentChildren }
} = {
  unconfigured: {
    look: 'empty',
    words: (
      <>
        The config names no adversarial set: <code>evaluation.adversarial.source</code> says where it is kept.
      </>
    ),
  },
  absent: {
    look: 'empty',
    words: 'The set does not exist yet: the first failure that is kept makes it.',
  },
  plain: {
    look: '',
    words: (
      <>
        A plain file, which runs read but nothing protects: its items are listed here once{' '}
        <code>tidegate adversarial import</code> has made it a set with a hash chain.
      </>
    ),
  },
  intact: { look: 'fine', words: '✓ Intact: every line is as it was written.' },
  broken: {
    look: 'bad',
    words: '✕ BROKEN: a line was changed, removed or moved. No run uses it until this is settled.',
  },
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
            <p class={`note ${STATES[set.kind].look}`}>
              {STATES[set.kind].words} {set.problem}
            </p>
            {set.rows.length === 0 ? (
              set.kind === 'intact' ? (
                <Empty>No failure is kept yet.</Empty>
              ) : null
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
