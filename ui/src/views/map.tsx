import { useMemo, useState } from 'preact/hooks'
import type { RunList, RunMap, TraceView } from '../../../src/server/contract.ts'
import { formatCount, formatShare } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { MessageList } from '../components/message-list.tsx'
import type { MapLabel, MapPoints } from '../components/point-map.ts'
import { PointMap } from '../components/point-map.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'

/** Colours that stay apart for most eyes; strata beyond them share, and the legend says which is which. */
const COLOURS = [
  '#4477aa',
  '#ee6677',
  '#228833',
  '#ccbb44',
  '#66ccee',
  '#aa3377',
  '#e08214',
  '#1b9e77',
  '#7570b3',
  '#a6761d',
  '#d95f02',
  '#5e4fa2',
]
const NOISE = '#8a8f98'
/** Of the others, while one stratum is looked at. */
const DIM = '#c3c8cf'

/** Every request of the window on a plane, by stratum; what was sampled and where the candidate failed on top. */
export function RequestMap({ place }: { readonly place: Place }) {
  const [, given] = place.parts
  const runs = useData<RunList>(given === undefined ? '/api/runs' : undefined)
  const newest = runs.kind === 'loaded' ? runs.value.runs.find(run => run.hasMap)?.runId : undefined
  const runId = given ?? newest
  return (
    <>
      <h1>Map of requests</h1>
      {runId !== undefined ? (
        <MapOfRun runId={runId} />
      ) : (
        <Loading data={runs} what="the runs">
          {() => <Empty>No run kept a map yet. The next run will.</Empty>}
        </Loading>
      )}
    </>
  )
}

type Overlay = 'none' | 'sampled' | 'lost' | 'failures'

function MapOfRun({ runId }: { readonly runId: string }) {
  const data = useData<RunMap>(`/api/runs/${encodeURIComponent(runId)}/map`)
  return (
    <Loading data={data} what="the map">
      {map => <Explorer runId={runId} map={map} />}
    </Loading>
  )
}

function Explorer({ runId, map }: { readonly runId: string; readonly map: RunMap }) {
  const [overlay, setOverlay] = useState<Overlay>('failures')
  const [picked, setPicked] = useState<number | undefined>(undefined)
  const [alone, setAlone] = useState<number | undefined>(undefined)
  const colours = useMemo(
    () =>
      map.strata.map((each, index) =>
        each.kind === 'noise' ? NOISE : (COLOURS[index % COLOURS.length] ?? NOISE),
      ),
    [map],
  )
  const palette = useMemo(
    () => colours.map((colour, index) => (alone === undefined || alone === index ? colour : DIM)),
    [colours, alone],
  )
  const points = useMemo(() => pointsOf(map, overlay), [map, overlay])
  const labels = useMemo(() => labelsOf(map, alone), [map, alone])
  const overlays: readonly { readonly name: Overlay; readonly label: string }[] = [
    { name: 'failures', label: `New failures (${count(map, 'failures')})` },
    { name: 'lost', label: `Lost (${count(map, 'lost')})` },
    { name: 'sampled', label: `Sampled (${count(map, 'sampled')})` },
    { name: 'none', label: 'None' },
  ]
  return (
    <>
      <p class="muted">
        {formatCount(map.x.length)} of {formatCount(map.requests)} distinct requests{laidOutNote(map)}; alike
        requests lie together, distances between far groups mean little. Run{' '}
        <a href={addressOf(['runs', runId])}>{runId}</a>.
      </p>
      <fieldset class="chips">
        <legend>Marked on top</legend>
        {overlays.map(({ name, label }) => (
          <button key={name} type="button" aria-pressed={overlay === name} onClick={() => setOverlay(name)}>
            {label}
          </button>
        ))}
      </fieldset>
      <PointMap
        points={points}
        palette={palette}
        labels={labels}
        label="Map of the requests of this run"
        onPick={setPicked}
      />
      <div aria-live="polite">
        {picked === undefined ? (
          <p class="muted">Click a point to read its request.</p>
        ) : (
          <Picked runId={runId} map={map} point={picked} />
        )}
      </div>
      <ul class="legend" aria-label="Strata">
        {map.strata.map((each, index) => (
          <li key={each.id}>
            <svg width="12" height="12" aria-hidden="true">
              <rect width="12" height="12" fill={colours[index] ?? NOISE} />
            </svg>{' '}
            <button
              type="button"
              class="plain"
              aria-pressed={alone === index}
              title="Show this stratum alone"
              onClick={() => setAlone(alone === index ? undefined : index)}
            >
              {each.label}
            </button>{' '}
            <span class="muted">{formatShare(each.share)} of the traffic,</span>{' '}
            <a
              href={addressOf(['runs', runId, 'pairs'], { stratum: each.id })}
              aria-label={`pairs of ${each.label}`}
            >
              pairs
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

function Picked({
  runId,
  map,
  point,
}: {
  readonly runId: string
  readonly map: RunMap
  readonly point: number
}) {
  const traceId = map.traceId[point] ?? ''
  const stratum = map.strata[map.stratum[point] ?? -1]
  const pair = map.sampled.find(each => each.point === point)
  const data = useData<TraceView>(`/api/traces?id=${encodeURIComponent(traceId)}`)
  return (
    <section aria-label="The request">
      <h2>{stratum?.label ?? 'Request'}</h2>
      <p>
        {traceId}, asked {formatCount(map.count[point])} {map.count[point] === 1 ? 'time' : 'times'}{' '}
        {pair === undefined ? (
          <span class="muted">not in the sample</span>
        ) : (
          <a
            href={addressOf(['runs', runId, 'pairs'], { cursor: String(pair.pair), pair: String(pair.pair) })}
          >
            compare the answers ({pair.verdict})
          </a>
        )}
      </p>
      <Loading data={data} what="the request">
        {trace => <MessageList messages={trace.messages} />}
      </Loading>
    </section>
  )
}

function pointsOf(map: RunMap, overlay: Overlay): MapPoints {
  const positions = new Float32Array(2 * map.x.length)
  for (let index = 0; index < map.x.length; index += 1) {
    positions[2 * index] = map.x[index] ?? 0
    positions[2 * index + 1] = map.y[index] ?? 0
  }
  return {
    positions,
    colours: Uint16Array.from(map.stratum),
    marked: Uint32Array.from(marked(map, overlay)),
  }
}

/** The name of each stratum beside its points, the largest first; noise is everywhere. */
function labelsOf(map: RunMap, alone: number | undefined): readonly MapLabel[] {
  const members = Map.groupBy(map.stratum.keys(), point => map.stratum[point] ?? -1)
  return map.strata
    .map((stratum, index) => ({ ...stratum, points: members.get(index) ?? [], index }))
    .filter(({ kind, points, index }) =>
      alone === undefined ? kind === 'cluster' && points.length > 0 : index === alone,
    )
    .toSorted((a, b) => b.share - a.share)
    .map(({ label, points }) => {
      const across = points.map(point => map.x[point] ?? 0).toSorted((a, b) => a - b)
      const down = points.map(point => map.y[point] ?? 0).toSorted((a, b) => a - b)
      const [word = label] = label.split(', ')
      // Not the outermost points, which may lie far away.
      return { forms: [label, word], x: at(across, 0.5), top: at(down, 0.05), bottom: at(down, 0.95) }
    })
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}

function laidOutNote({ laidOut, x }: RunMap): string {
  if (laidOut === undefined) return ''
  return laidOut < x.length
    ? `, ${formatCount(laidOut)} of them laid out and the others placed among them`
    : ', all of them laid out'
}

function marked(map: RunMap, overlay: Overlay): readonly number[] {
  const shown = map.sampled.filter(each =>
    overlay === 'sampled'
      ? true
      : overlay === 'lost'
        ? each.verdict === 'loss'
        : overlay === 'failures'
          ? each.isFailure
          : false,
  )
  return [...new Set(shown.map(each => each.point))].toSorted((a, b) => a - b)
}

function count(map: RunMap, overlay: Overlay): number {
  return marked(map, overlay).length
}
