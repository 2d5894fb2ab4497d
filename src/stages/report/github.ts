import { headlineOf } from './headline.ts'
import type { ReportedRun } from './reported-run.ts'

/** Of one type and step GitHub shows no more. */
const MAX_OF_A_TYPE = 10

type Level = 'error' | 'warning' | 'notice'

/**
 * What GitHub shows beside a step, as workflow commands, one a line: the verdict, the gates that hold the release back,
 * and what regressed. No text can end its command or begin another.
 *
 * @see https://docs.github.com/actions: workflow commands. The data escapes `%`, CR and LF, a property also `:` and `,`.
 */
export function renderAnnotations(run: ReportedRun): readonly string[] {
  const { gates, exitCode, outcome } = run
  const held: Level = exitCode === 0 ? 'warning' : 'error'
  const verdict = command(outcome === 'PASS' ? 'notice' : held, `Tidegate: ${outcome}`, headlineOf(run))
  const closed = Object.entries(gates)
    .filter(([, gate]) => gate.verdict === 'FAIL' || gate.verdict === 'INCONCLUSIVE')
    .map(([name, gate]) =>
      command(
        gate.verdict === 'FAIL' ? held : 'warning',
        `Tidegate gate ${name}: ${gate.verdict}`,
        gate.reason,
      ),
    )
  const found = [
    ...gates.modes.findings
      .filter(each => each.finding !== 'none')
      .map(each =>
        command(
          'warning',
          `Failure mode ${each.mode}`,
          `${each.baseline} -> ${each.candidate}: ${each.where.join('; ')}`,
        ),
      ),
    ...gates.slices.findings
      .filter(each => each.isRegression)
      .map(each =>
        command('warning', 'Slice got worse', `${each.family} ${each.name}: ${each.lost} lost of ${each.n}`),
      ),
  ]
  const counts = new Map<string, number>()
  return [verdict, ...closed, ...found].filter(line => {
    const type = line.slice(0, line.indexOf(' '))
    const count = (counts.get(type) ?? 0) + 1
    counts.set(type, count)
    return count <= MAX_OF_A_TYPE
  })
}

function command(level: Level, title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/%/g, '%25')
      .replace(/\r/g, '%0D')
      .replace(/\n/g, '%0A')
      // Other ends of a line and what moves a cursor; older commands are found anywhere in a line by `##[`.
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')
      .replace(/##(?=\[)/g, '# ')
  )
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}

/** What a run tells the steps after it, by the name of the output. Not known is the empty text. */
export function githubOutputs(run: ReportedRun): { readonly [name: string]: string } {
  const { gates, outcome, exitCode, runId, cost } = run
  const shown = [gates.global, gates.outcome].find(
    gate => gate.verdict !== 'not-evaluated' && gate.estimate !== null,
  )
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value)
  return {
    verdict: outcome,
    'exit-code': String(exitCode),
    headline: headlineOf(run),
    delta: text(shown?.estimate),
    'delta-low': text(shown?.interval?.[0]),
    'delta-high': text(shown?.interval?.[1]),
    'cost-usd': cost.picoUsd === null ? '' : String(cost.picoUsd / 1e12),
    'run-id': runId,
  }
}

/**
 * Lines for the file of `GITHUB_OUTPUT`.
 *
 * @param newDelimiter - random, so that no value can end itself and set another output.
 * @returns undefined when a value holds the delimiter all the same.
 */
export function renderOutputs(
  outputs: { readonly [name: string]: string },
  newDelimiter: () => string,
): string | undefined {
  let text = ''
  for (const [name, value] of Object.entries(outputs)) {
    const delimiter = newDelimiter()
    if (value.includes(delimiter) || name.includes(delimiter)) return undefined
    text += `${name}<<${delimiter}\n${value}\n${delimiter}\n`
  }
  return text
}
