import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Empty, Loading } from '../components/loading.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'
import { Pair } from './pair.tsx'
import { PAIR_FILTERS, type PairFilter, type PairPage, type PairSummary } from './pair-filters.ts'

const CONDITIONS = ['stratum', 'mode', 'tool', 'tier', 'cursor'] as const

/** The pairs of a run side by side: a list by filter, and the pair that is read. `j` and `k` go through them. */
export function Pairs({ runId, place }: { readonly runId: string; readonly place: Place }) {
  const given = (name: string) => place.query.get(name) ?? undefined
  const filter = (given('filter') ?? 'all') as PairFilter
  const conditions = Object.fromEntries(CONDITIONS.map(name => [name, given(name)]))
  const search = new URLSearchParams({ filter, limit: '100' })
  for (const [name, value] of Object.entries(conditions)) if (value !== undefined) search.set(name, value)
  const data = useData<PairPage>(`/api/runs/${encodeURIComponent(runId)}/pairs?${search}`)
  const at = (query: Record<string, string | undefined>) =>
    addressOf(['runs', runId, 'pairs'], { filter, ...conditions, ...query })

  return (
    <>
      <h1>Side by side</h1>
      <p>
        <a href={addressOf(['runs', runId])}>{runId}</a>
        {CONDITIONS.filter(name => name !== 'cursor' && conditions[name] !== undefined).map(name => (
          <span key={name}>
            {' '}
            <span class="tag">
              {name} {conditions[name]}{' '}
              <a href={at({ [name]: undefined, pair: undefined })} aria-label={`without ${name}`}>
                ✕
              </a>
            </span>
          </span>
        ))}
      </p>
      <Loading data={data} what="the pairs">
        {page => (
          <>
            <nav aria-label="Filter" class="chips">
              {PAIR_FILTERS.map(each => (
                <a
                  key={each}
                  class="tag"
                  href={at({ filter: each, cursor: undefined, pair: undefined })}
                  aria-current={each === filter ? 'true' : undefined}
                >
                  {each} {page.counts[each]}
                </a>
              ))}
            </nav>
            {page.pairs.length === 0 ? (
              <Empty>No pair of this run is in this filter.</Empty>
            ) : (
              <PairBrowser runId={runId} page={page} place={place} at={at} />
            )}
          </>
        )}
      </Loading>
    </>
  )
}

type BrowserProps = {
  readonly runId: string
  readonly page: PairPage
  readonly place: Place
  readonly at: (query: Record<string, string | undefined>) => string
}

function PairBrowser({ runId, page, place, at }: BrowserProps) {
  const wanted = Number(place.query.get('pair') ?? Number.NaN)
  const current = page.pairs.find(each => each.position === wanted) ?? page.pairs[0]
  const index = current === undefined ? -1 : page.pairs.indexOf(current)
  const list = useRef<HTMLOListElement>(null)

  // A layout effect: the next key must not meet the keys of the pair before.
  useLayoutEffect(() => {
    const step = (by: number) => {
      const next = page.pairs[index + by]
      if (next !== undefined) location.replace(at({ pair: String(next.position) }))
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
      if (event.key === 'j' || event.key === 'ArrowRight') step(1)
      else if (event.key === 'k' || event.key === 'ArrowLeft') step(-1)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [page, index, at])

  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current?.position])

  return (
    <>
      <p class="muted">
        {page.pairs.length} of {page.total}; <kbd>j</kbd> next, <kbd>k</kbd> previous
      </p>
      <div class="pairs">
        <ol ref={list} aria-label="Pairs">
          {page.pairs.map(each => (
            <li key={each.position}>
              <a
                href={at({ pair: String(each.position) })}
                aria-current={each === current ? 'true' : undefined}
              >
                <PairLine pair={each} />
              </a>
            </li>
          ))}
          {page.next === null ? null : (
            <li>
              <a href={at({ cursor: page.next, pair: undefined })}>More pairs</a>
            </li>
          )}
        </ol>
        {current === undefined ? null : (
          <Pair runId={runId} position={current.position} traceUrl={page.traceUrl} />
        )}
      </div>
    </>
  )
}

function PairLine({ pair }: { readonly pair: PairSummary }) {
  const sign = { loss: '✕ lost', win: '✓ won', tie: '= tie', unresolved: '? unresolved' }[pair.verdict]
  return (
    <>
      <span class={pair.verdict === 'loss' ? 'bad' : pair.verdict === 'win' ? 'good' : 'muted'}>{sign}</span>{' '}
      <span class="muted">{pair.traceId}</span>
      <div class="request">{pair.request}</div>
      {pair.candidateModes.map(mode => (
        <span key={mode} class="tag bad">
          {mode}
        </span>
      ))}
    </>
  )
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
