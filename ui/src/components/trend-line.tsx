import { formatDifference, formatInterval } from './format.ts'

export type TrendPoint = {
  readonly label: string
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
}

const WIDTH = 640
const HEIGHT = 140
const MARGIN = 12

/** Estimates with intervals over time around zero, with the margin that may be released; the numbers are in the table beside. */
export function TrendLine({
  points,
  title,
  margin,
}: {
  readonly points: readonly TrendPoint[]
  readonly title: string
  readonly margin?: number
}) {
  const known = points.flatMap((point, index) => (point.estimate === null ? [] : [{ ...point, index }]))
  if (known.length === 0) return null
  const values = known.flatMap(({ estimate, interval }) => [
    Math.abs(estimate ?? 0),
    ...(interval ?? []).map(Math.abs),
  ])
  const reach = Math.max(0.02, margin ?? 0, ...values)
  const x = (index: number) =>
    points.length < 2 ? WIDTH / 2 : MARGIN + (index / (points.length - 1)) * (WIDTH - 2 * MARGIN)
  const y = (value: number) => HEIGHT / 2 - (value / reach) * (HEIGHT / 2 - MARGIN)
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" role="img" aria-label={title} class="trend">
        <line class="zero" x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} />
        {margin === undefined ? null : (
          <line class="margin" x1="0" x2={WIDTH} y1={y(-margin)} y2={y(-margin)} />
        )}
        <polyline
          class="path"
          points={known.map(each => `${x(each.index)},${y(each.estimate ?? 0)}`).join(' ')}
        />
        {known.map(each => (
          <g key={each.index}>
            <title>{`${each.label}: ${formatDifference(each.estimate)} ${formatInterval(each.interval)}`}</title>
            {each.interval === null ? null : (
              <line
                class="mark"
                x1={x(each.index)}
                x2={x(each.index)}
                y1={y(each.interval[0])}
                y2={y(each.interval[1])}
              />
            )}
            <circle class="mark" cx={x(each.index)} cy={y(each.estimate ?? 0)} r="4" />
          </g>
        ))}
      </svg>
      <figcaption class="muted">{title}</figcaption>
    </figure>
  )
}
