import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HELD_RUN, runSaying } from './__fixtures__/reported-run.ts'
import { renderJunit } from './junit.ts'

/** A strict reader of the XML that is written here: throws on anything that is not well-formed. */
function elementsOf(xml: string): readonly string[] {
  const open: string[] = []
  const names: string[] = []
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  while (rest !== '') {
    const token =
      /^<!\[CDATA\[[\s\S]*?\]\]>/.exec(rest) ??
      /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos|#9|#10|#13);[^"<&]*)*")*)(\/?)>/.exec(
        rest,
      ) ??
      /^[^<&]+/.exec(rest)
    if (token === null) throw new Error(`not well-formed at ${JSON.stringify(rest.slice(0, 60))}`)
    const [text, slash, name, , selfClosing] = token
    if (name !== undefined) {
      if (slash === '/') {
        if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
      } else {
        names.push(name)
        if (selfClosing !== '/') open.push(name)
      }
    } else if (!text.startsWith('<![CDATA[')) {
      if (text.includes(']]>')) throw new Error('the end of a section without its beginning')
      if (open.length === 0 && text.trim() !== '') throw new Error('text outside')
    }
    rest = rest.slice(text.length)
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is open`)
  return names
}

/** Any UTF-16 code units, lone surrogates included. */
const anyText = fc.array(fc.nat(0xffff)).map(codes => String.fromCharCode(...codes))

describe('renderJunit', () => {
  it('counts what it holds: gates, findings, failures and skips', () => {
    const xml = renderJunit(HELD_RUN)
    expect(xml).toContain(
      '<testsuites name="tidegate" tests="8" failures="4" errors="0" skipped="1" time="1.500">',
    )
    expect(elementsOf(xml).filter(name => name === 'failure')).toHaveLength(4)
    expect(xml).toMatch(/name="verdict"[^>]*><failure message="HOLD: truncated-tool-call grew/)
    expect(xml).toMatch(/name="global"[^>]*><failure [^>]*type="Inconclusive"/)
    expect(xml).toMatch(/name="outcome"[^>]*><skipped /)
  })

  it('shows a finding of a gate that is open as passed', () => {
    expect(renderJunit(HELD_RUN)).toMatch(/name="cluster: checkout"[^>]*><system-out>/)
  })

  it.each([
    ['PASS', 0],
    ['INCONCLUSIVE', 0],
  ] as const)('holds no failure when the exit code is 0 (%s)', (outcome, exitCode) => {
    expect(renderJunit({ ...HELD_RUN, outcome, exitCode })).toMatch(/<testsuites [^>]*failures="0"/)
  })

  it('is red when the exit code is 4', () => {
    expect(renderJunit({ ...HELD_RUN, outcome: 'INCONCLUSIVE', exitCode: 4 })).toMatch(
      /name="verdict"[^>]*><failure [^>]*type="Inconclusive"/,
    )
  })

  it('stays well-formed XML 1.0 with the same elements whatever labels hold', () => {
    const expected = elementsOf(renderJunit(runSaying('plain')))
    const nasty = fc.oneof(
      anyText,
      fc.constantFrom(
        ']]>',
        '<![CDATA[',
        ']]>]]>',
        '"/><x a="',
        '&lt;',
        '\u0000\u001b[31m',
        '\ud800',
        '\ufffe',
        '\u009b31m',
        '\u202e',
      ),
    )
    fc.assert(
      fc.property(nasty, text => {
        const xml = renderJunit(runSaying(text))
        expect(elementsOf(xml)).toEqual(expected)
        expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
        expect(xml).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      }),
      { numRuns: 25 },
    )
  })
})
