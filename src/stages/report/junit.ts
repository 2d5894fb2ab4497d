import { formatDifference, formatInterval, formatPValue } from '../../numeric/format-number.ts'
import { headlineOf } from './headline.ts'
import type { ReportedRun } from './reported-run.ts'

type Case = {
  readonly name: string
  readonly result: 'passed' | 'failed' | 'skipped'
  /** Of a failure. */
  readonly type?: string
  readonly message: string
  readonly details?: string
}

type Suite = { readonly name: string; readonly cases: readonly Case[] }

const MAX_DETAILS = 100_000

/**
 * A run as JUnit XML: the verdict and every gate as a test, below them failure modes, slices and the tasks whose outcome
 * changed. A gate that failed, or that holds a release back because nobody can say, is a failure; one without its input
 * is skipped; a finding that closed no gate passes and says what it found. Nothing failed exactly if the exit code is 0.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function renderJunit(run: ReportedRun): string {
  const suites = suitesOf(run).filter(suite => suite.cases.length > 0)
  const all = suites.flatMap(suite => suite.cases)
  const seconds = run.timing.stages.reduce((sum, stage) => sum + stage.durationMs, 0) / 1000
  const time = seconds.toFixed(3)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tidegate" ${countsOf(all)} time="${time}">`,
    ...suites.map((suite, index) => renderSuite(suite, run, index === 0 ? time : '0.000')),
    '</testsuites>',
    '',
  ].join('\n')
}

function suitesOf(run: ReportedRun): readonly Suite[] {
  const { gates, exitCode, outcome, reasons } = run
  const isHeld = exitCode !== 0
  return [
    {
      name: 'tidegate.gates',
      cases: [
        {
          name: 'verdict',
          result: isHeld ? 'failed' : outcome === 'INCONCLUSIVE' ? 'skipped' : 'passed',
          type: outcome === 'FAIL' ? 'Regression' : 'Inconclusive',
          message: headlineOf(run),
          details: reasons.join('\n'),
        },
        ...Object.entries(gates).map(([name, gate]) => gateCase(name, gate, isHeld)),
      ],
    },
    { name: 'tidegate.modes', cases: modeCases(gates, isHeld) },
    { name: 'tidegate.slices', cases: sliceCases(gates, isHeld) },
    { name: 'tidegate.tasks', cases: taskCases(gates, isHeld) },
  ]
}

function gateCase(name: string, gate: ReportedRun['gates']['adversarial'], isHeld: boolean): Case {
  const { verdict, reason, estimate, interval, n } = gate
  const message = `${verdict}: ${reason} (estimate ${formatDifference(estimate)}, interval ${formatInterval(interval)}, n ${n})`
  if (verdict === 'PASS') return { name, result: 'passed', message }
  if (verdict === 'not-evaluated' || !isHeld) return { name, result: 'skipped', message }
  return { name, result: 'failed', type: verdict === 'FAIL' ? 'Regression' : 'Inconclusive', message }
}

function modeCases({ modes }: ReportedRun['gates'], isHeld: boolean): readonly Case[] {
  const isClosed = isHeld && modes.verdict === 'FAIL'
  return modes.findings
    .filter(each => each.baseline + each.candidate > 0)
    .map(each => ({
      name: each.mode,
      result: isClosed && each.finding === 'regression' ? 'failed' : 'passed',
      type: 'Regression',
      message: `${each.finding}: ${each.baseline} -> ${each.candidate} of ${each.n} (adjusted p ${formatPValue(each.adjustedPValue)})`,
      details: each.where.join('\n'),
    }))
}

function sliceCases({ slices }: ReportedRun['gates'], isHeld: boolean): readonly Case[] {
  const isClosed = isHeld && slices.verdict === 'FAIL'
  return slices.findings.map(each => ({
    name: `${each.family}: ${each.name}`,
    result: isClosed && each.isRegression ? 'failed' : 'passed',
    type: 'Regression',
    message: `${each.isRegression ? 'worse' : 'not shown to be worse'}: ${formatDifference(each.estimate)} ${formatInterval(each.interval)}, ${each.won} won, ${each.lost} lost of ${each.n} (adjusted p ${formatPValue(each.adjustedPValue)})`,
  }))
}

function taskCases({ outcome }: ReportedRun['gates'], isHeld: boolean): readonly Case[] {
  const isClosed = isHeld && outcome.verdict === 'FAIL'
  return [
    ...outcome.regressed.map(
      (name): Case => ({
        name,
        result: isClosed ? 'failed' : 'passed',
        type: 'Regression',
        message: 'succeeded in production, failed with the candidate',
      }),
    ),
    ...outcome.improved.map(
      (name): Case => ({
        name,
        result: 'passed',
        message: 'failed in production, succeeded with the candidate',
      }),
    ),
  ]
}

function countsOf(cases: readonly Case[]): string {
  const count = (result: Case['result']): number => cases.filter(each => each.result === result).length
  return `tests="${cases.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}"`
}

function renderSuite({ name, cases }: Suite, { runId, manifest }: ReportedRun, time: string): string {
  const properties = [
    ['run', runId],
    ['judge', manifest.judge],
    ['config', manifest.configHash],
    ['version', manifest.tidegateVersion],
  ] as const
  return [
    ` <testsuite name="${attribute(name)}" ${countsOf(cases)} time="${time}">`,
    '  <properties>',
    ...properties.map(([key, value]) => `   <property name="${key}" value="${attribute(value)}"/>`),
    '  </properties>',
    ...cases.map(each => renderCase(each, name)),
    ' </testsuite>',
  ].join('\n')
}

function renderCase({ name, result, type, message, details = '' }: Case, suite: string): string {
  const open = `  <testcase name="${attribute(name)}" classname="${attribute(suite)}" time="0.000">`
  const body = {
    failed: `<failure message="${attribute(message)}" type="${attribute(type ?? 'Regression')}">${cdata(details || message)}</failure>`,
    skipped: `<skipped message="${attribute(message)}"/>`,
    passed: `<system-out>${cdata(details === '' ? message : `${message}\n${details}`)}</system-out>`,
  }[result]
  return `${open}${body}</testcase>`
}

/** What XML 1.0 has a place for and who reads a report does not: controls a terminal obeys, and what reorders text. */
const UNSEEN = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Without characters XML 1.0 has no place for, not even as references: most controls, U+FFFE and U+FFFF. */
function legal(text: string): string {
  return [...text.toWellFormed().replace(UNSEEN, '')]
    .filter(character => {
      const code = character.codePointAt(0) ?? 0
      return code >= 0x20 ? code !== 0xfffe && code !== 0xffff : code === 0x9 || code === 0xa || code === 0xd
    })
    .join('')
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As themselves they would be read as spaces.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

function attribute(text: string): string {
  return legal(text).replace(/[&<>"'\t\n\r]/g, character => ENTITIES[character] ?? character)
}

/** A section cannot hold its own end: it is split over two. */
function cdata(text: string): string {
  return `<![CDATA[${legal(text.slice(0, MAX_DETAILS)).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
