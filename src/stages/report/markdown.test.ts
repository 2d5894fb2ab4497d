import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HELD_RUN, runSaying } from './__fixtures__/reported-run.ts'
import { escapeMarkdown, markdownLink } from './escape-markdown.ts'
import { renderMarkdown } from './markdown.ts'

/** Any UTF-16 code units, lone surrogates included, and a letter. */
const anyText = fc.array(fc.nat(0xffff)).map(codes => `${String.fromCharCode(...codes)}x`)

describe('renderMarkdown', () => {
  it('begins with the verdict and holds gates, findings, slices and cost', () => {
    const text = renderMarkdown(HELD_RUN)
    expect(text.split('\n')[0]).toBe('## HOLD: truncated-tool-call grew from 1 to 31 of 100 pairs')
    expect(text).toContain(
      '**FAIL**, exit code 1. 2,000 of 5,200 production requests of 2026-11-08 to 2026-11-14; cost $0.42.',
    )
    expect(text).toContain('| global | INCONCLUSIVE | +0.001 | [-0.004, +0.006] | 100 | no drop |')
    expect(text).toContain('| adversarial | PASS | 90.0% | [87.0%, 93.0%] | 100 | no drop |')
    expect(text).toContain(
      '| truncated-tool-call | 1 | 31 | +0.300 [+0.219, +0.369] | &lt; 0.0001 | **regression** | multi-step |',
    )
    expect(text).toContain('| cluster checkout | -0.275 | [-0.400, -0.100] | 1 | 12 | 40 | 0.01 |')
  })

  it('puts what was substituted before the verdict', () => {
    const manifest = { ...HELD_RUN.manifest, substitutions: ['the local model stands in'] }
    expect(renderMarkdown({ ...HELD_RUN, manifest })).toMatch(
      /^> \*\*Note:\*\* the local model stands in\n\n## /,
    )
  })

  it('keeps the verdict and the gates within a limit, and says that something is missing', () => {
    const text = renderMarkdown(runSaying('x'.repeat(2_000)), 12_000)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(12_000)
    expect(text).toContain('| gate | verdict |')
    expect(text).toContain('too long to be shown here')
  })

  it('keeps the number of lines and columns whatever labels hold', () => {
    const shape = (text: string): readonly number[] =>
      renderMarkdown(runSaying(text))
        .split('\n')
        .map(line => line.replace(/\\./g, '').split('|').length)
    const expected = shape('plain')
    fc.assert(
      fc.property(anyText, text => {
        expect(shape(text)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['an image that tells who reads', '![x](https://evil.example/beacon.png)'],
    ['a link', '[click](https://evil.example)'],
    ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
    ['the end of a comment', '--> <h1>SHIP</h1>'],
    ['an end of the folded part', '</details>'],
    ['a line of its own', 'x\n# SHIP: all is well\n/approve\r\n- [x] done'],
    ['a code block', '```\nrm -rf\n```'],
    ['a table', 'a | b\n| --- | --- |'],
  ])('shows %s as text', (_, hostile) => {
    const text = renderMarkdown(runSaying(hostile))
    const rest = text.replace(/<\/?(?:details|summary)>|<details><summary>/g, '')
    expect(rest).not.toMatch(/(?<!\\)<[a-z/!]/i)
    expect(rest).not.toMatch(/(?<!\\)\]\(/)
    expect(rest).not.toMatch(/:\/\//)
    expect(rest).not.toMatch(/(?<!\\)`/)
    expect(rest).not.toMatch(/^(?:# |\/|- \[x\])/m)
  })

  it.each([
    '@octocat',
    '@acme/owners',
    'see #12',
    'acme/shop#12',
    'GH-12',
    'www.evil.example',
    'a@b.example',
  ])('neither mentions nor links %s', text => {
    const shown = escapeMarkdown(text)
    expect(shown).not.toMatch(/[@#][\p{L}\p{N}]|GH-|www\./iu)
    expect(shown.replace(/\u2060/g, '').replace(/\\/g, '')).toBe(text)
  })

  it('links an id only to an address', () => {
    expect(markdownLink('t1', 'https://traces.example/t1')).toBe('[t1](<https://traces.example/t1>)')
    for (const address of ['javascript:alert(1)', 'https://x> <b>', undefined])
      expect(markdownLink('t1', address)).toBe('t1')
  })
})
