import { readFile, stat } from 'node:fs/promises'
import { MAX_CONFIG_BYTES } from '../../config/read-yaml.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { describeRubric } from '../../stages/judge/rubrics/describe-rubric.ts'
import { diffLines } from '../../stages/judge/rubrics/diff-lines.ts'
import type { Rubric } from '../../stages/judge/rubrics/rubric.ts'
import { rubricHash } from '../../stages/judge/rubrics/rubric-hash.ts'
import { findRubric, SHIPPED_RUBRICS, shippedRubric } from '../../stages/judge/rubrics/shipped-rubrics.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { printReport } from '../print-report.ts'

/** `tidegate rubric list`: one line per shipped rubric. Exits 0. */
export async function rubricListCommand(options: { readonly json?: string }): Promise<void> {
  const shipped = SHIPPED_RUBRICS.map(shippedRubric)
  const rows = shipped.map(rubric => {
    const identity = `${rubric.id.padEnd(28)} ${String(rubric.version).padStart(7)}  ${rubric.compares.padEnd(9)}`
    return `${identity}  ${rubricHash(rubric).slice(0, 12)}  ${rubric.title}`
  })
  const rubrics = shipped.map(rubric => {
    const { id, version, compares, title } = rubric
    return { id, version, compares, title, hash: rubricHash(rubric) }
  })
  await printReport(
    [`${'rubric'.padEnd(28)} version  compares   hash          question`, ...rows],
    { kind: 'tidegate-rubrics', rubrics },
    options.json,
  )
}

/** `tidegate rubric show NAME|FILE`: all a judge is told by it. Exits 0. */
export async function rubricShowCommand(name: string): Promise<void> {
  print(describeRubric(await rubricNamed(name)))
}

/**
 * `tidegate rubric diff A B`: what differs between two rubrics, line by line, and whether their verdicts can stand in
 * one series. Exits 0 either way: a difference is an answer, not a failed gate.
 */
export async function rubricDiffCommand(
  before: string,
  after: string,
  options: { readonly json?: string },
): Promise<void> {
  const [ours, theirs] = [await rubricNamed(before), await rubricNamed(after)]
  const sides = { before: identityOf(ours), after: identityOf(theirs) }
  const document = { kind: 'tidegate-rubric-diff', equal: sides.before.hash === sides.after.hash, ...sides }
  if (document.equal) {
    const line = `equal: ${sides.before.hash}; their verdicts belong to one series`
    await printReport([line], { ...document, changes: [] }, options.json)
    return
  }
  const lines = diffLines(describeRubric(ours).split('\n'), describeRubric(theirs).split('\n'))
  const changes = lines.filter(({ mark }) => mark !== ' ')
  await printReport(
    [
      `--- ${before}`,
      `+++ ${after}`,
      ...changes.map(({ mark, text }) => `${mark} ${text}`),
      '',
      'A verdict by one cannot be compared with a verdict by the other.',
    ],
    { ...document, changes },
    options.json,
  )
}

function identityOf(rubric: Rubric) {
  const { id, version } = rubric
  return { id, version, hash: rubricHash(rubric) }
}

async function rubricNamed(name: string): Promise<Rubric> {
  return findRubric(name, async path => {
    const { size } = await stat(path)
    if (size > MAX_CONFIG_BYTES) {
      throw new ConfigError(
        `Expected a rubric of at most ${MAX_CONFIG_BYTES} bytes, found ${size}: ${path}`,
        {
          path,
        },
      )
    }
    return readFile(path, 'utf8')
  })
}

/** A rubric may be anybody's file: what would control a terminal is shown instead. */
function print(text: string): void {
  process.stdout.write(text.split('\n').map(escapeTerminal).join('\n'))
}
