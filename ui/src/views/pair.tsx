import { useState } from 'preact/hooks'
import type { AddedToSet, ApiAnswer, ApiVerdict, PairView } from '../../../src/server/contract.ts'
import { post } from '../api.ts'
import { formatCount, formatMoney, formatShare } from '../components/format.ts'
import { Loading } from '../components/loading.tsx'
import { MessageList } from '../components/message-list.tsx'
import { ENDPOINT_NAMES } from '../components/names.ts'
import { SafeLink, traceAddress } from '../components/safe-link.tsx'
import { Scroll } from '../components/table.tsx'
import { useData } from '../use-data.ts'

type PairProps = {
  readonly runId: string
  readonly position: number
  /** Template of links to the tool the traces came from. */
  readonly traceUrl: string | null
}

/** One pair: what was asked, both answers with what differs, and every verdict with its votes and reasons. */
export function Pair({ runId, position, traceUrl }: PairProps) {
  const data = useData<PairView>(`/api/runs/${encodeURIComponent(runId)}/pairs/${position}`)
  return (
    <article aria-label="The pair">
      <Loading data={data} what="the pair">
        {pair => (
          <>
            <p>
              <strong>
                <SafeLink href={traceAddress(traceUrl, pair.traceId)}>{pair.traceId}</SafeLink>
              </strong>{' '}
              {pair.origin === 'adversarial' ? <span class="tag">adversarial set</span> : null}{' '}
              <span class="tag">{pair.tier}</span>{' '}
              {Object.entries(pair.flags).map(([flag, state]) => (
                <span key={flag} class="tag">
                  {flag}={state}
                </span>
              ))}{' '}
              {pair.weight === null ? null : (
                <span class="muted">stands for {formatCount(Math.round(pair.weight * 10) / 10)} traces</span>
              )}
            </p>
            <details open={pair.requestMessages.length <= 3}>
              <summary>Request, {pair.requestMessages.length} messages</summary>
              <MessageList messages={pair.requestMessages} />
            </details>
            <div class="sides">
              <Side
                title="Production"
                answer={pair.baseline}
                other={pair.candidate}
                side="baseline"
                modes={pair.baselineModes}
              />
              <Side
                title="Candidate"
                answer={pair.candidate}
                other={pair.baseline}
                side="candidate"
                modes={pair.candidateModes}
              />
            </div>
            <h2>Verdicts</h2>
            {pair.verdicts
              .filter(each => each.kind !== 'not-applicable')
              .map(each => (
                <Verdict key={each.endpoint} verdict={each} />
              ))}
            <KeepAsFailure key={pair.traceId} traceId={pair.traceId} />
          </>
        )}
      </Loading>
    </article>
  )
}

type SideProps = {
  readonly title: string
  readonly answer: ApiAnswer
  readonly other: ApiAnswer
  readonly side: 'baseline' | 'candidate'
  readonly modes: readonly string[]
}

function Side({ title, answer, other, side, modes }: SideProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {modes.map(mode => (
        <span key={mode} class="tag bad">
          {mode}
        </span>
      ))}
      {answer.kind === 'failed' ? (
        <p class="note bad">No answer: {answer.reason}. It counts against this side.</p>
      ) : (
        <>
          <p class="muted">
            {answer.model ?? 'model not recorded'}
            {answer.latencyMs === null ? '' : `, ${formatCount(Math.round(answer.latencyMs))} ms`}
            {answer.costPicoUsd === null ? '' : `, ${formatMoney(answer.costPicoUsd)}`}
            {answer.divergedAt === null ? '' : `, left the recording at turn ${answer.divergedAt + 1}`}
          </p>
          <MessageList
            messages={answer.messages}
            other={other.kind === 'completed' ? other.messages : undefined}
            side={side}
          />
        </>
      )}
    </section>
  )
}

function Verdict({ verdict }: { readonly verdict: ApiVerdict }) {
  const name = ENDPOINT_NAMES[verdict.endpoint]
  return (
    <section aria-label={name}>
      <p>
        <strong>{name}</strong>: {verdict.kind}
        {verdict.kind === 'scored'
          ? `, production ${verdict.baselineScore}, candidate ${verdict.candidateScore}, each from 0 to 1`
          : ''}
        {verdict.confidence === null ? '' : `, confidence ${formatShare(verdict.confidence, 0)}`}
        {verdict.isUnresolved ? <span class="tag">unresolved</span> : null}
        {verdict.basis === null ? null : <span class="muted"> by {verdict.basis}</span>}
        {verdict.reason === '' ? null : <span>. {verdict.reason}</span>}
      </p>
      {verdict.flags.map(flag => (
        <span key={`${flag.side} ${flag.kind}`} class="tag warning">
          {flag.side}: {flag.kind}
        </span>
      ))}
      {verdict.votes.length === 0 ? null : (
        <Scroll label={`Votes on ${name}`}>
          <table>
            <caption>Votes</caption>
            <thead>
              <tr>
                <th scope="col">Vote</th>
                <th scope="col">Shown first</th>
                <th scope="col">Choice</th>
                <th scope="col">Reason</th>
                <th scope="col" class="number">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              {verdict.votes.map(vote => (
                <tr key={vote.index}>
                  <th scope="row">
                    {vote.index + 1} <span class="muted">{vote.judge}</span>
                  </th>
                  <td>{vote.order === 'candidate-first' ? 'candidate' : 'production'}</td>
                  <td>{vote.choice ?? <span class="bad">not usable: {vote.unusable}</span>}</td>
                  <td>{vote.reason}</td>
                  <td class="number">{vote.cached === 'no' ? formatMoney(vote.costPicoUsd) : 'cached'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}

/** Adds production's trace to the permanent set of failures. */
export function KeepAsFailure({ traceId }: { readonly traceId: string }) {
  const [said, setSaid] = useState<string | undefined>(undefined)
  const keep = async () => {
    try {
      const { result } = await post<AddedToSet>('/api/adversarial', {
        traceId,
        origin: 'audit',
        reason: null,
      })
      setSaid(
        {
          added: 'Kept in the adversarial set.',
          present: 'It is in the adversarial set already.',
          erased: 'It was erased from the adversarial set and is not added again.',
          unknown: "The store does not have production's trace of this id.",
        }[result],
      )
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'It could not be added.')
    }
  }
  return (
    <p>
      <button type="button" onClick={keep}>
        Add to adversarial set
      </button>{' '}
      <span role="status">{said}</span>
    </p>
  )
}
