import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { AuditDesk, BlindItem, ItemLabel, LabelResult, PostLabel } from '../../../src/server/contract.ts'
import { post } from '../api.ts'
import { formatCount } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'
import { Agreement } from './audit-agreement.tsx'
import { KeepAsFailure } from './pair.tsx'

const RATER = 'tidegate-rater'

/** The audit desk: pairs drawn by chance for people to label, without a word on what run or judge thought of them. */
export function Audits({ place }: { readonly place: Place }) {
  const [rater, setRater] = useState(() => localStorage.getItem(RATER) ?? '')
  const run = place.query.get('run') ?? undefined
  const search = new URLSearchParams({
    ...(rater === '' ? {} : { rater }),
    ...(run === undefined ? {} : { run }),
  })
  const data = useData<AuditDesk>(`/api/audits?${search}`)
  return (
    <>
      <h1>Audit desk</h1>
      <RaterForm
        rater={rater}
        onChange={name => {
          localStorage.setItem(RATER, name)
          setRater(name)
        }}
      />
      <Loading data={data} what="the queue">
        {(desk, reload) =>
          desk.items.length === 0 ? (
            <Empty>Nothing was drawn yet: every run draws some fifty pairs for people to look at.</Empty>
          ) : (
            <>
              <Progress desk={desk} />
              {rater === '' ? (
                <p class="note">
                  Say who labels: labels of several people are kept apart, and their agreement is measured.
                </p>
              ) : (
                <Desk key={`${rater} ${desk.runId}`} items={desk.items} rater={rater} onLabelled={reload} />
              )}
              <Agreement desk={desk} />
            </>
          )
        }
      </Loading>
    </>
  )
}

function RaterForm({
  rater,
  onChange,
}: {
  readonly rater: string
  readonly onChange: (name: string) => void
}) {
  const [name, setName] = useState(rater)
  return (
    <form
      class="chips"
      onSubmit={event => {
        event.preventDefault()
        onChange(name.trim())
      }}
    >
      <label>
        Rater{' '}
        <input value={name} onInput={event => setName(event.currentTarget.value)} autocomplete="username" />
      </label>
      <button type="submit">{rater === '' ? 'Start' : 'Change'}</button>
    </form>
  )
}

function Progress({ desk }: { readonly desk: AuditDesk }) {
  const { labelled, wanted, drawn } = desk.week
  return (
    <p>
      <label>
        This week {formatCount(labelled)} of {formatCount(wanted)} wanted labels ({formatCount(drawn)} drawn){' '}
        <progress value={Math.min(labelled, wanted)} max={Math.max(1, wanted)} />
      </label>{' '}
      {desk.runs.length < 2
        ? null
        : desk.runs.map(run => (
            <a
              key={run.runId}
              class="tag"
              href={addressOf(['audits'], { run: run.runId })}
              aria-current={run.runId === desk.runId ? 'true' : undefined}
            >
              {run.runId} {run.labelled}/{run.items}
            </a>
          ))}
    </p>
  )
}

const NOTHING: ItemLabel = { better: null, aFailed: null, bFailed: null, failureKind: null }

type DeskProps = {
  readonly items: readonly BlindItem[]
  readonly rater: string
  readonly onLabelled: () => void
}

function Desk({ items, rater, onLabelled }: DeskProps) {
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      items.findIndex(item => item.mine === null),
    ),
  )
  const [labels, setLabels] = useState<ReadonlyMap<string, ItemLabel>>(
    new Map(items.flatMap(item => (item.mine === null ? [] : [[item.itemId, item.mine]]))),
  )
  const [revealed, setRevealed] = useState<ReadonlyMap<string, LabelResult['revealed']>>(new Map())
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const heading = useRef<HTMLHeadingElement>(null)
  const isSaving = useRef(false)
  const item = items[at]
  const label = (item === undefined ? undefined : labels.get(item.itemId)) ?? NOTHING

  const change = (part: Partial<ItemLabel>) => {
    if (item !== undefined) setLabels(new Map(labels).set(item.itemId, { ...label, ...part }))
  }
  const go = (by: number) => {
    setAt(before => Math.min(items.length - 1, Math.max(0, before + by)))
    heading.current?.focus()
  }
  const save = async (given: ItemLabel) => {
    if (item === undefined || isSaving.current) return
    if (given.better === null && given.aFailed === null && given.bFailed === null) {
      setProblem('Choose which answer is better, or say which one fails, before saving.')
      return
    }
    isSaving.current = true
    try {
      const body: PostLabel = { ...given, itemId: item.itemId, rater }
      const result = await post<LabelResult>('/api/audits/labels', body)
      setLabels(new Map(labels).set(item.itemId, given))
      setRevealed(new Map(revealed).set(item.itemId, result.revealed))
      setProblem(undefined)
      if (at === items.length - 1) onLabelled()
      go(1)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The label could not be saved.')
    } finally {
      isSaving.current = false
    }
  }

  const toggled = (value: boolean | null) => (value === true ? null : true)
  // Before the next key, which an ordinary effect may come after: it would act on what was shown before.
  useLayoutEffect(() => {
    const keys: Record<string, () => void> = {
      '1': () => change({ better: 'A' }),
      '2': () => change({ better: 'tie' }),
      '3': () => change({ better: 'B' }),
      a: () => change({ aFailed: toggled(label.aFailed) }),
      b: () => change({ bFailed: toggled(label.bFailed) }),
      Enter: () => void save(label),
      j: () => go(1),
      k: () => go(-1),
    }
    const onKey = (event: KeyboardEvent) => {
      const isField =
        event.target instanceof HTMLElement &&
        /^(INPUT|TEXTAREA|BUTTON|A|SUMMARY)$/.test(event.target.tagName)
      if (event.ctrlKey || event.metaKey || event.altKey || isField) return
      const act = keys[event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })

  if (item === undefined) return null
  const shown = revealed.get(item.itemId)
  return (
    <section aria-label="Item">
      <h2 tabIndex={-1} ref={heading}>
        Item {at + 1} of {items.length}{' '}
        {labels.has(item.itemId) && item.mine !== null ? <span class="muted">labelled</span> : null}
      </h2>
      <p class="muted">
        <kbd>1</kbd> A is better, <kbd>2</kbd> tie, <kbd>3</kbd> B is better, <kbd>a</kbd> A fails the user,{' '}
        <kbd>b</kbd> B fails the user, <kbd>Enter</kbd> save and go on, <kbd>j</kbd> <kbd>k</kbd> next and
        previous
      </p>
      <Answer text={item.request} />
      <div class="sides">
        <section aria-label="Answer A">
          <h3>Answer A</h3>
          <Answer text={item.answerA} />
        </section>
        <section aria-label="Answer B">
          <h3>Answer B</h3>
          <Answer text={item.answerB} />
        </section>
      </div>
      <fieldset class="chips">
        <legend>Which answer serves the user better?</legend>
        {(['A', 'tie', 'B'] as const).map(choice => (
          <button
            key={choice}
            type="button"
            aria-pressed={label.better === choice}
            onClick={() => change({ better: choice })}
          >
            {choice === 'tie' ? 'Equally good or bad' : `${choice} is better`}
          </button>
        ))}
      </fieldset>
      <fieldset class="chips">
        <legend>Does an answer fail the user?</legend>
        <button
          type="button"
          aria-pressed={label.aFailed === true}
          onClick={() => change({ aFailed: toggled(label.aFailed) })}
        >
          A fails
        </button>
        <button
          type="button"
          aria-pressed={label.bFailed === true}
          onClick={() => change({ bFailed: toggled(label.bFailed) })}
        >
          B fails
        </button>
        <button type="button" onClick={() => change({ aFailed: false, bFailed: false })}>
          Neither fails
        </button>
        <label>
          Kind of failure{' '}
          <input
            value={label.failureKind ?? ''}
            pattern="[a-z0-9\-]*"
            placeholder="wrong-amount"
            onInput={event =>
              change({ failureKind: event.currentTarget.value === '' ? null : event.currentTarget.value })
            }
          />
        </label>
      </fieldset>
      <p>
        <button type="button" class="primary" onClick={() => void save(label)}>
          Save and go on
        </button>{' '}
        <button type="button" onClick={() => go(-1)}>
          Previous
        </button>{' '}
        <button type="button" onClick={() => go(1)}>
          Next
        </button>
      </p>
      {problem === undefined ? null : (
        <p role="alert" class="note bad">
          {problem}
        </p>
      )}
      <p role="status" class="muted">
        {labels.size} labelled by {rater} in this queue.
      </p>
      {shown === undefined ? null : (
        <div class="note">
          <p>
            The candidate was {shown.candidate}; the run said {shown.verdict}
            {shown.isFlagged ? ', flagged' : ''}. {shown.traceId}, stratum {shown.stratumId}.
          </p>
          <KeepAsFailure traceId={shown.traceId} />
        </div>
      )}
    </section>
  )
}

function Answer({ text }: { readonly text: string }) {
  return text === '' ? <p class="muted">(nothing was said)</p> : <pre>{text}</pre>
}
