import { formatDifference, formatInterval } from './format.ts'

export type ForestRow = {
  readonly key: string
  readonly label: string
  readonly group?: string | undefined
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly n: number
  readonly isBad: boolean
  readonly href?: string | undefined
}

const WIDTH = 240
const HEIGHT = 20

/**
 * Estimates with their intervals around zero, one row each, the most harmful first. A table for whoever does not see
 * the marks: the numbers stand beside them.
 */
export function ForestPlot({
  rows,
  caption,
}: {
  readonly rows: readonly ForestRow[]
  readonly caption: string
}) {
  const reach = Math.max(0.02, ...rows.flatMap(row => row.interval.map(Math.abs)))
  const x = (value: number) => Math.round((WIDTH / 2) * (1 + value / reach) * 10) / 10
  return (
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class="forest">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Slice</th>
            <th scope="col">
              worse <span aria-hidden="true">← 0 →</span> better
            </th>
            <th scope="col" class="number">
              Difference
            </th>
            <th scope="col" class="number">
              95% interval
            </th>
            <th scope="col" class="number">
              Pairs
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.key} class={row.isBad ? 'bad' : undefined}>
              <th scope="row">
                {row.href === undefined ? row.label : <a href={row.href}>{row.label}</a>}
                {row.group === undefined ? null : <span class="muted"> {row.group}</span>}
              </th>
              <td>
                <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
                  <line class="zero" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} />
                  <line
                    class="mark"
                    x1={x(row.interval[0])}
                    x2={x(row.interval[1])}
                    y1={HEIGHT / 2}
                    y2={HEIGHT / 2}
                  />
                  <circle class="mark" cx={x(row.estimate)} cy={HEIGHT / 2} r="4" />
                </svg>
              </td>
              <td class="number">{formatDifference(row.estimate)}</td>
              <td class="number">{formatInterval(row.interval)}</td>
              <td class="number">{row.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
