import { formatCount, formatDifference, formatInterval } from './format.ts'
import { Table } from './table.tsx'

export type ForestRow = {
  readonly key: string
  readonly label: string
  readonly group?: string | undefined
  readonly estimate: number
  /** Drawn as a ring: the estimate drawn towards the effect over all. */
  readonly shrunken: number | null
  readonly interval: readonly [number, number]
  readonly n: number
  readonly isBad: boolean
  readonly href?: string | undefined
}

type Props = {
  readonly rows: readonly ForestRow[]
  readonly caption: string
  /** Largest distance from zero that is drawn, so that two plots can be compared. */
  readonly reach: number
}

const WIDTH = 240
const HEIGHT = 20

/** How far from zero the intervals reach, at least a fiftieth. */
export function reachOf(rows: readonly ForestRow[]): number {
  return Math.max(0.02, ...rows.flatMap(row => row.interval.map(Math.abs)))
}

/** Estimates with their intervals around zero, one row each. The numbers stand beside the marks. */
export function ForestPlot({ rows, caption, reach }: Props) {
  return (
    <Table
      caption={caption}
      rows={rows}
      keyOf={row => row.key}
      classOf={row => (row.isBad ? 'bad' : undefined)}
      columns={[
        {
          title: 'Slice',
          isHead: true,
          cell: row => (
            <>
              {row.href === undefined ? row.label : <a href={row.href}>{row.label}</a>}
              {row.group === undefined ? null : <span class="muted"> {row.group}</span>}
            </>
          ),
        },
        {
          title: (
            <>
              worse <span aria-hidden="true">← 0 →</span> better
            </>
          ),
          cell: row => <Marks row={row} reach={reach} />,
        },
        { title: 'Difference', isNumber: true, cell: row => formatDifference(row.estimate) },
        { title: '95% bounds', isNumber: true, cell: row => formatInterval(row.interval) },
        { title: 'Pairs', isNumber: true, cell: row => formatCount(row.n) },
      ]}
    />
  )
}

function Marks({ row, reach }: { readonly row: ForestRow; readonly reach: number }) {
  const x = (value: number) => Math.round((WIDTH / 2) * (1 + value / reach) * 10) / 10
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`-6 0 ${WIDTH + 12} ${HEIGHT}`} aria-hidden="true">
      <line class="zero" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} />
      <line class="mark" x1={x(row.interval[0])} x2={x(row.interval[1])} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle class="mark" cx={x(row.estimate)} cy={HEIGHT / 2} r="4" />
      {row.shrunken === null ? null : <circle class="ring" cx={x(row.shrunken)} cy={HEIGHT / 2} r="5.5" />}
    </svg>
  )
}
