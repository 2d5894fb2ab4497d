import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HELD_RUN, runSaying } from './__fixtures__/reported-run.ts'
import { githubOutputs, renderAnnotations, renderOutputs } from './github.ts'

const COMMAND = /^::(?:error|warning|notice) title=[^:,\r\n]*::[^\r\n]*$/

describe('renderAnnotations', () => {
  it('gives the verdict as an error, and what regressed as warnings', () => {
    expect(renderAnnotations(HELD_RUN)).toEqual([
      '::error title=Tidegate%3A FAIL::HOLD: truncated-tool-call grew from 1 to 31 of 100 pairs',
      '::warning title=Tidegate gate global%3A INCONCLUSIVE::no drop',
      '::error title=Tidegate gate modes%3A FAIL::no drop',
      '::warning title=Failure mode truncated-tool-call::1 -> 31: multi-step',
      '::warning title=Slice got worse::cluster checkout: 12 lost of 40',
    ])
  })

  it('keeps the lines of a reason within its one command', () => {
    const [, global] = renderAnnotations(runSaying('50%\nof it'))
    expect(global).toBe('::warning title=Tidegate gate global%3A INCONCLUSIVE::50%25%0Aof it')
  })

  it('is a notice when everything passed', () => {
    const [first] = renderAnnotations({ ...HELD_RUN, outcome: 'PASS', exitCode: 0 })
    expect(first).toMatch(/^::notice title=Tidegate%3A PASS::SHIP: /)
  })

  it.each([
    'x\n::error::owned',
    'x\r\n::add-mask::secret',
    '::stop-commands::stopped',
    '%0A::error::owned',
    'x\u2028::set-output name=verdict::PASS',
    '##[add-mask]x',
    '\u001b[2K::error::x',
  ])('lets %j be neither a command of its own nor the end of one', hostile => {
    const lines = renderAnnotations(runSaying(hostile))
    for (const line of lines) {
      expect(line).toMatch(COMMAND)
      expect(line).not.toMatch(/##\[|[\p{Cc}\u2028\u2029]/u)
    }
    expect(lines).toHaveLength(renderAnnotations(runSaying('plain')).length)
  })

  it('gives at most ten of a type, which is all GitHub shows', () => {
    const [slice] = HELD_RUN.gates.slices.findings
    const findings = Array.from({ length: 40 }, () => slice ?? []).flat()
    const slices = { ...HELD_RUN.gates.slices, findings }
    const lines = renderAnnotations({ ...HELD_RUN, gates: { ...HELD_RUN.gates, slices } })
    expect(lines.filter(line => line.startsWith('::warning'))).toHaveLength(10)
  })
})

/** The outputs as the runner reads the file. */
function readOutputs(text: string): Map<string, string> {
  const found = new Map<string, string>()
  const lines = text.split('\n')
  while (lines.length > 1) {
    const [name = '', delimiter = ''] = (lines.shift() ?? '').split('<<')
    const end = lines.indexOf(delimiter)
    found.set(name, lines.splice(0, end).join('\n'))
    lines.shift()
  }
  return found
}

describe('renderOutputs', () => {
  it('tells verdict, difference and cost to later steps', () => {
    expect(githubOutputs(HELD_RUN)).toEqual({
      verdict: 'FAIL',
      'exit-code': '1',
      headline: 'HOLD: truncated-tool-call grew from 1 to 31 of 100 pairs',
      delta: '0.001',
      'delta-low': '-0.004',
      'delta-high': '0.006',
      'cost-usd': '0.42',
      'run-id': 'run-0123456789ab',
    })
  })

  it('leaves out what nobody knows, which is not zero', () => {
    const { gates } = HELD_RUN
    const global = { ...gates.global, verdict: 'not-evaluated' as const, estimate: null, interval: null }
    const outputs = githubOutputs({ ...HELD_RUN, gates: { ...gates, global }, cost: { picoUsd: null } })
    expect(outputs).toMatchObject({ delta: '', 'delta-low': '', 'cost-usd': '' })
  })

  it('gives back every value as it was, whatever lines it has', () => {
    let count = 0
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('verdict=PASS', 'verdict<<EOF', 'EOF', 'PASS', 'x', '')),
        parts => {
          const value = parts.join('\n')
          const text = renderOutputs({ headline: value, verdict: 'FAIL' }, () => `random_${count++}`)
          expect([...readOutputs(text ?? '')]).toEqual([
            ['headline', value],
            ['verdict', 'FAIL'],
          ])
        },
      ),
    )
  })

  it('refuses a value that holds its delimiter', () => {
    expect(renderOutputs({ headline: 'a\nguessed\nverdict=PASS' }, () => 'guessed')).toBeUndefined()
  })
})
