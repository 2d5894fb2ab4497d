import { formatCount, formatShare } from '../../../numeric/format-number.ts'
import type { StrataMap } from '../../../records/strata-map.ts'
import type { StratumDescription } from '../../../records/stratum-description.ts'
import { chooseColours, MAP_COLOURS } from './map-colours.ts'
import { placeLabels } from './map-labels.ts'
import { html, type Markup } from './markup.ts'

/** Units of the picture; about two to a pixel. */
const WIDTH = 2_000
const TALLEST = 1_300
const MARGIN = 40
const FONT_SIZE = 26
const LONGEST_LABEL = 30
/** The densest cell of a grid as wide as this says where a group's label stands. */
const CELLS = 20

/** Styles of the map and its legend; the page's own style sheet has the other colours. */
export const MAP_STYLE: Markup = {
  kind: 'markup',
  text: `<style>
:root { ${MAP_COLOURS.map(([light], at) => `--s${at}: ${light};`).join(' ')} --noise: #b4bcc6; }
@media (prefers-color-scheme: dark) { :root { ${MAP_COLOURS.map(([, dark], at) => `--s${at}: ${dark};`).join(' ')} --noise: #56616d; } }
.map { border: 1px solid var(--line); border-radius: 8px; background: var(--paper); min-width: 40rem; width: 100%; display: block; }
.map path { fill: none; stroke-width: 9; stroke-linecap: round; stroke-opacity: .8; }
.map .ring { fill: none; stroke: var(--ink); stroke-width: 4; }
.map .noise { stroke-width: 7; stroke-opacity: .7; }
svg.map text { font: 500 ${FONT_SIZE}px system-ui, sans-serif; text-anchor: middle; fill: var(--ink); stroke: var(--paper); stroke-width: 7; stroke-linejoin: round; paint-order: stroke; }
.map g:hover path { stroke-width: 14; stroke-opacity: 1; }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .1rem 1.2rem; list-style: none; padding: 0; margin: .8rem 0; font-size: .9rem; }
.legend a { display: flex; gap: .5rem; align-items: baseline; color: inherit; text-decoration: none; padding: .1rem .2rem; }
.legend a:hover { background: var(--soft); } .legend .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.legend .number { font-variant-numeric: tabular-nums; } .dot { width: .7rem; height: .7rem; border-radius: 50%; flex: none; display: inline-block; align-self: center; }
${MAP_COLOURS.map((_, at) => `.c${at} { stroke: var(--s${at}); } .dot.c${at} { background: var(--s${at}); }`).join('\n')}
td a { color: inherit; } .cn { stroke: var(--noise); } .dot.cn { background: var(--noise); }
</style>`,
}

/** The parts of a map that are drawn; without `laidOut` nobody knows any more which points were placed among others. */
export type DrawnMap = Pick<StrataMap, 'requests' | 'positions' | 'height' | 'strata'> & {
  readonly laidOut: number | undefined
}

/** What the map says of a stratum. */
export type MappedStratum = Pick<
  StratumDescription,
  'stratumId' | 'kind' | 'label' | 'share' | 'size' | 'keywords'
>

/**
 * The map with its legend; readable without scripts, colours (labels stand on the groups) or a light background.
 *
 * @param marked - points with a ring around them, by position in the map.
 */
export function strataMap(
  map: DrawnMap,
  strata: readonly MappedStratum[],
  marked: ReadonlySet<number> = new Set(),
): Markup {
  const groups = groupsOf(map, strata)
  const height = heightOf(map)
  const labels = placeLabels(
    groups.map(({ x, top, bottom, stratum }) => ({ x, top, bottom, forms: labelForms(stratum) })),
    { width: WIDTH, height },
    FONT_SIZE,
  )
  const drawn = map.strata.length
  const note = `${formatCount(drawn)} of ${formatCount(map.requests)} distinct requests${laidOutNote(
    map,
  )}. Alike requests lie together; distances between far groups and their areas mean little.`
  return html`<div class="scroll"><svg class="map" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Map of the strata: ${note}">
${groups.map(({ stratum, style, path }) => html`<g><title>${titleOf(stratum)}</title><path class="${style}" d="${path}"/></g>`)}
${ringsOf(map, marked)}
${labels.map(label => (label === undefined ? html`` : html`<text x="${rounded(label.x)}" y="${rounded(label.y)}">${label.text}</text>`))}
</svg></div>
<ul class="legend">${groups
    .toSorted((a, b) => a.position - b.position)
    .map(
      ({ stratum, style }) =>
        html`<li><a href="#${stratum.stratumId}"><span class="dot ${style}"></span><span class="name">${stratum.stratumId} ${stratum.label}</span><span class="number">${formatShare(stratum.share)}</span></a></li>`,
    )}</ul>
<p class="muted">${note}</p>`
}

function laidOutNote({ laidOut, strata }: DrawnMap): string {
  if (laidOut === undefined) return ''
  return laidOut < strata.length
    ? `, ${formatCount(laidOut)} of them laid out and the others placed among them`
    : ', all of them laid out'
}

type Group = {
  readonly stratum: MappedStratum
  readonly position: number
  readonly style: string
  readonly path: string
} & Place

/** The densest part of a group: its middle, and where it begins and ends. */
type Place = { readonly x: number; readonly y: number; readonly top: number; readonly bottom: number }

/** Noise first, so that it lies under the others; then by descending size. Strata without a point are left out. */
function groupsOf(map: DrawnMap, strata: readonly MappedStratum[]): readonly Group[] {
  const points = pointsByStratum(map)
  const present = strata.flatMap((stratum, position) => {
    const own = points.get(position)
    return own === undefined ? [] : [{ stratum, position, own, ...densestPlace(own) }]
  })
  const clusters = present.filter(({ stratum }) => stratum.kind === 'cluster')
  const colours = chooseColours(clusters)
  const styles = new Map(clusters.map(({ position }, at) => [position, `c${colours[at]}`]))
  const isNoise = ({ stratum }: { readonly stratum: MappedStratum }): boolean => stratum.kind === 'noise'
  return [...present.filter(isNoise), ...clusters].map(({ own, ...group }) => ({
    ...group,
    style: styles.get(group.position) ?? 'cn noise',
    path: own.map(({ x, y }) => `M${x} ${y}h0`).join(''),
  }))
}

type Point = { readonly x: number; readonly y: number }

/** Points of each stratum in whole units of the picture, each place once. */
function pointsByStratum(map: DrawnMap): ReadonlyMap<number, readonly Point[]> {
  const placeOf = placer(map)
  const places = new Map<number, Map<number, Point>>()
  for (const [at, position] of map.strata.entries()) {
    const { x, y } = placeOf(at)
    const own = places.get(position) ?? new Map<number, Point>()
    own.set(y * WIDTH + x, { x, y })
    places.set(position, own)
  }
  return new Map([...places].map(([position, own]) => [position, [...own.values()]]))
}

/** Where a point of the map stands in the picture, in whole units. */
function placer(map: DrawnMap): (point: number) => Point {
  const scale = WIDTH - 2 * MARGIN
  const flatten = map.height === 0 ? 0 : (heightOf(map) - 2 * MARGIN) / map.height
  return point => ({
    x: Math.round(MARGIN + (map.positions[2 * point] ?? 0) * scale),
    y: Math.round(MARGIN + (map.positions[2 * point + 1] ?? 0) * flatten),
  })
}

function ringsOf(map: DrawnMap, marked: ReadonlySet<number>): Markup {
  const placeOf = placer(map)
  return html`${[...marked].map(point => {
    const { x, y } = placeOf(point)
    return html`<circle class="ring" cx="${x}" cy="${y}" r="11"/>`
  })}`
}

/** Flattened where the layout is too tall for a screen: what its distances mean does not suffer. */
function heightOf(map: DrawnMap): number {
  return Math.round(Math.min(TALLEST, Math.max(WIDTH / 4, map.height * (WIDTH - 2 * MARGIN) + 2 * MARGIN)))
}

/** The points in the fullest cell of a coarse grid and the cells around it. */
function densestPlace(points: readonly Point[]): Place {
  const cell = WIDTH / CELLS
  const cellOf = ({ x, y }: Point): Point => ({ x: Math.floor(x / cell), y: Math.floor(y / cell) })
  const cells = Map.groupBy(points, point => {
    const { x, y } = cellOf(point)
    return y * CELLS + x
  })
  const fullest = [...cells.values()].reduce((best, each) => (each.length > best.length ? each : best))
  const centre = cellOf(fullest[0] ?? { x: 0, y: 0 })
  const near = points.filter(point => {
    const { x, y } = cellOf(point)
    return Math.abs(x - centre.x) <= 1 && Math.abs(y - centre.y) <= 1
  })
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const heights = near.map(({ y }) => y)
  return {
    x: mean(near.map(({ x }) => x)),
    y: mean(heights),
    top: heights.reduce((least, y) => Math.min(least, y)),
    bottom: heights.reduce((most, y) => Math.max(most, y)),
  }
}

/** On the map: the label, its first keyword, the id alone. Noise is everywhere and has no place for a label. */
function labelForms({ kind, label, stratumId, keywords }: MappedStratum): readonly string[] {
  if (kind === 'noise') return []
  const short = keywords[0] === undefined ? [] : [keywords[0]]
  return [...[label, ...short].filter(text => text.length <= LONGEST_LABEL), stratumId]
}

function titleOf({ stratumId, label, share, size }: MappedStratum): string {
  return `${stratumId} ${label}: ${formatShare(share)}, ${formatCount(size)} traces`
}

function rounded(value: number): number {
  return Math.round(value)
}
