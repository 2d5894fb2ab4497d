import { formatCount } from '../../../numeric/format-number.ts'
import type { Evaluation } from '../../../records/evaluation.ts'
import type { RunResult } from '../json.ts'
import { voteAccount } from '../vote-account.ts'
import { html, type Markup } from './markup.ts'

/** How many there were at one stage. */
export type FunnelStep = { readonly name: string; readonly value: number }

const WIDTH = 900
const ROW_HEIGHT = 24
const LABEL_WIDTH = 330
const BAR_WIDTH = 460

/** From traffic to votes: how many were left after each stage, one bar each with its number beside it. */
export function funnel(steps: readonly FunnelStep[]): Markup {
  const most = Math.max(1, ...steps.map(({ value }) => value))
  const height = steps.length * ROW_HEIGHT + 8
  return html`<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Traces, pairs and votes by stage">
${steps.map(({ name, value }, index) => {
  const y = index * ROW_HEIGHT + 16
  const width = Math.round((value / most) * BAR_WIDTH)
  return html`<text x="0" y="${y + 4}">${name}</text><rect class="bar" x="${LABEL_WIDTH}" y="${y - 7}" width="${width}" height="13"/><text x="${LABEL_WIDTH + width + 8}" y="${y + 4}">${formatCount(value)}</text>`
})}
</svg></div>`
}

/** Of a run that has just ended. */
export function funnelOf({ sample, pairs, replays, ingest }: Evaluation): readonly FunnelStep[] {
  const answered = replays.filter(({ candidate }) => candidate.kind === 'completed').length
  return stepsOf({
    population: sample.populationSize,
    rejected: ingest.reduce((sum, { rejected }) => sum + rejected.length, 0),
    sampled: sample.draws.length,
    adversarial: pairs.filter(({ origin }) => origin.kind === 'adversarial').length,
    answered,
    unanswered: replays.length - answered,
    pairs: pairs.length,
    votes: voteAccount(pairs)?.votes,
  })
}

/** Of a run that the store kept. */
export function storedFunnel({ sample, pairs, replay, rejected, judge }: RunResult): readonly FunnelStep[] {
  const { error, timeout, missing } = replay.candidate.failed
  return stepsOf({
    population: sample.population,
    rejected: rejected.total,
    sampled: sample.size,
    adversarial: pairs.adversarial,
    answered: replay.candidate.completed,
    unanswered: error + timeout + missing,
    pairs: pairs.traffic + pairs.adversarial,
    votes: judge?.votes,
  })
}

type Counts = {
  readonly population: number
  readonly rejected: number
  readonly sampled: number
  readonly adversarial: number
  readonly answered: number
  readonly unanswered: number
  readonly pairs: number
  readonly votes: number | undefined
}

function stepsOf(counts: Counts): readonly FunnelStep[] {
  return [
    { name: 'traces of the window', value: counts.population },
    { name: 'rejected rows', value: counts.rejected },
    { name: 'sampled traces', value: counts.sampled },
    { name: 'items of the adversarial set', value: counts.adversarial },
    { name: 'answered by the candidate', value: counts.answered },
    { name: 'not answered: count as losses', value: counts.unanswered },
    { name: 'pairs compared', value: counts.pairs },
    ...(counts.votes === undefined ? [] : [{ name: 'votes of the judge', value: counts.votes }]),
  ]
}
