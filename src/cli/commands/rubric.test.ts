import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { describeRubric } from '../../stages/judge/rubrics/describe-rubric.ts'
import { shippedRubric } from '../../stages/judge/rubrics/shipped-rubrics.ts'
import { type CapturedOutput, captureOutput } from './__fixtures__/capture-output.ts'
import { rubricDiffCommand, rubricListCommand, rubricShowCommand } from './rubric.ts'

let output: CapturedOutput
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-rubric-'))
  output = captureOutput()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

describe('tidegate rubric', () => {
  it('lists every shipped rubric with version and hash', async () => {
    await rubricListCommand({})
    const lines = output.printed.trim().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toMatch(/^pairwise-helpfulness +1 {2}texts +[0-9a-f]{12} {2}Which answer helps/)
  })

  it('shows what the judge is told', async () => {
    await rubricShowCommand('tool-arguments')
    expect(output.printed).toBe(describeRubric(shippedRubric('tool-arguments')))
  })

  it('shows a file of anybody without letting it steer the terminal', async () => {
    const file = join(folder, 'mine.yaml')
    await writeFile(file, OWN)
    await rubricShowCommand(file)
    expect(output.printed).toContain('mine version 1')
    expect(output.printed).not.toContain('\u001b')
  })

  it('tells what differs, and that nothing does', async () => {
    await rubricDiffCommand('pairwise-helpfulness', 'instruction-following', {})
    expect(output.printed).toContain('- one helps the user more.\n+ one follows its instructions better')
    expect(output.printed).toContain('cannot be compared')
    output.printed = ''
    await rubricDiffCommand('tool-arguments', 'tool-arguments', {})
    expect(output.printed).toMatch(/^equal: [0-9a-f]{64};/)
  })

  it('tells programs what differs', async () => {
    await rubricDiffCommand('pairwise-helpfulness', 'instruction-following', { json: join(folder, 'd.json') })
    const different = JSON.parse(await readFile(join(folder, 'd.json'), 'utf8'))
    expect(different).toMatchObject({
      kind: 'tidegate-rubric-diff',
      schemaVersion: 1,
      equal: false,
      after: { id: 'instruction-following', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    const changes: readonly { readonly mark: string; readonly text: string }[] = different.changes
    expect(changes.map(({ mark, text }) => `${mark} ${text}\n`).join('')).toBe(
      output.printed.split('\n').slice(2, -3).concat('').join('\n'),
    )
  })

  it('refuses a name that is neither shipped nor a file', async () => {
    await expect(rubricShowCommand(join(folder, 'absent.yaml'))).rejects.toThrow(ConfigError)
  })
})

const OWN = `
id: mine
version: 1
title: "red \\e[31m title"
compares: texts
prompt: Choose.
choices:
  - { word: first, means: first, when: a }
  - { word: second, means: second, when: b }
schema:
  type: object
  properties:
    reason: { type: string, description: why }
    choice: { type: string, enum: [first, second] }
  required: [reason, choice]
  additionalProperties: false
examples: []
`
