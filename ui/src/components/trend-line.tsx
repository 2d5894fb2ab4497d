import { useWidth } from '../use-width.ts'

export type TrendPoint = {
  readonly label: string
  /** Stands below the first and the last point. */
  readonly day: string
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
  /** Something else is measured from here on, for example by another judge. */
  readonly startsSeries?: boolean
}

type Props = {
  readonly points: readonly TrendPoint[]
  readonly title: string
  readonly format: (value: number) => string
  /** Values that are always seen. */
  readonly from: number
  readonly to: number
  /** Lines across, with the words beside them. */
  readonly lines: readonly { readonly at: number; readonly name: string; readonly kind: 'zero' | 'margin' }[]
}

const HEIGHT = 178
/** Of the days. */
const FOOT = 18
const MARGIN = 14
const LEFT = 92

/** Estimates with their intervals over time; the numbers are in the table below it. */
export function TrendLine({ points, title, format, from, to, lines }: Props) {
  const { ref, width } = useWidth<HTMLElement>(640)
  const known = points.flatMap((point, index) => (point.estimate === null ? [] : [{ ...point, index }]))
  if (known.length === 0) return null
  const values = known.flatMap(({ estimate, interval }) => [estimate ?? 0, ...(interval ?? [])])
  const low = Math.min(from, ...values)
  const high = Math.max(to, ...values)
  const x = (index: number) =>
    points.length < 2
      ? width / 2
      : LEFT + MARGIN + (index / (points.length - 1)) * (width - LEFT - 2 * MARGIN)
  const y = (value: number) => MARGIN + ((high - value) / (high - low || 1)) * (HEIGHT - FOOT - 2 * MARGIN)
  return (
    <figure ref={ref}>
      <figcaption>{title}</figcaption>
      <svg width={width} height={HEIGHT} role="img" aria-label={`${title}. The numbers are in the table.`}>
        {lines.map(line => (
          <g key={line.name}>
            <line class={line.kind} x1={LEFT} x2={width} y1={y(line.at)} y2={y(line.at)} />
            <text x={LEFT - 6} y={y(line.at) + 4} text-anchor="end">
              {line.name}
            </text>
          </g>
        ))}
        {[low, high]
          .filter(value => lines.every(line => Math.abs(y(line.at) - y(value)) > 16))
          .map(value => (
            <text key={value} x={LEFT - 6} y={y(value) + 4} text-anchor="end">
              {format(value)}
            </text>
          ))}
        {known.map((each, at) => {
          const before = known[at - 1]
          if (before === undefined || each.startsSeries)
            return each.startsSeries && before !== undefined ? (
              <line
                key={each.index}
                class="break"
                x1={(x(before.index) + x(each.index)) / 2}
                x2={(x(before.index) + x(each.index)) / 2}
                y1="0"
                y2={HEIGHT - FOOT}
              />
            ) : null
          return (
            <line
              key={each.index}
              class="path"
              x1={x(before.index)}
              y1={y(before.estimate ?? 0)}
              x2={x(each.index)}
              y2={y(each.estimate ?? 0)}
            />
          )
        })}
        {known.map(each => (
          <g key={each.index}>
            <title>{each.label}</title>
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
        {[points[0], points.at(-1)].map((each, at) => (
          <text
            key={at}
            class="day"
            x={at === 0 ? LEFT : width}
            y={HEIGHT - 4}
            text-anchor={at === 0 ? 'start' : 'end'}
          >
            {each?.day}
          </text>
        ))}
      </svg>
    </figure>
  )
}
