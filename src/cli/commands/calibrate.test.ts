import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedactText } from '../../privacy/redact-text.ts'
import { parseCalibrations } from '../../stages/calibrate/parse-calibrations.ts'
import { scriptedVoter } from '../../stages/judge/__fixtures__/voting.ts'
import { readCalibrations } from '../read-calibrations.ts'
import { type CapturedOutput, captureOutput } from './__fixtures__/capture-output.ts'
import { calibrateCommand, type WithJudges } from './calibrate.ts'

let folder = ''
let output: CapturedOutput

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-calibrate-'))
  output = captureOutput()
  await write('tidegate.yaml', CONFIG)
  await write('labels.jsonl', LABELS)
  await write('votes.jsonl', VOTES)
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const CONFIG = 'store:\n  path: state/tidegate.db\n'
const PAIRS = 240

function lines(row: (index: number) => readonly object[]): string {
  return Array.from({ length: PAIRS }, (_, index) => row(index))
    .flat()
    .map(each => JSON.stringify(each))
    .join('\n')
}

const LABELS = lines(index => [
  {
    id: `p${index}`,
    prompt: 'Which?',
    response_a: 'one',
    response_b: 'two',
    label: index % 2 === 0 ? 'A' : 'B',
    slice: index < 100 ? 'early' : 'late',
  },
])

/** `good` is wrong on every tenth pair; `bad` always takes the first answer. */
const VOTES = lines(index => {
  const label = index % 2 === 0 ? 'A' : 'B'
  const other = label === 'A' ? 'B' : 'A'
  return ['AB', 'BA'].flatMap(order => [
    {
      id: `p${index}`,
      judge: 'openai/good',
      order,
      choice: index % 10 === 0 ? other : label,
      rubric_hash: 'r',
      settings: 's',
    },
    { id: `p${index}`, judge: 'openai/bad', order, choice: order[0], rubric_hash: 'r', settings: 's' },
  ])
})

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text)
}

const at = (name: string): string => join(folder, name)

/** No test with recorded votes may open a judge. */
const noJudges: WithJudges = async () => {
  throw new Error('a model would have been called')
}

describe('tidegate calibrate', () => {
  it('holds recorded votes against labels and calls nothing', async () => {
    await calibrateCommand(
      { labels: at('labels.jsonl'), votes: at('votes.jsonl'), config: at('tidegate.yaml') },
      noJudges,
    )
    expect(output.printed).toContain('openai/good: eligible\n')
    expect(output.printed).toContain('openai/bad: NOT ELIGIBLE\n')
    expect(output.printed).toMatch(/first position chosen +100\.0% \[/)
    expect(output.printed).toMatch(/people: A +\d+ +0 +\d+/)
    expect(process.exitCode).toBeUndefined()
  })

  it('keeps what it found beside the store, before what was known of the same judge', async () => {
    const options = { labels: at('labels.jsonl'), votes: at('votes.jsonl'), config: at('tidegate.yaml') }
    await calibrateCommand(options, noJudges)
    const path = at('state/calibrations.json')
    const first = await readCalibrations(path)
    expect(first.map(({ identity }) => identity.judge)).toEqual(['openai/bad', 'openai/good'])
    await write('votes.jsonl', VOTES.split('\n').slice(0, 8).join('\n'))
    await calibrateCommand(options, noJudges)
    const second = await readCalibrations(path)
    expect(second.map(({ overall }) => overall.answered)).toEqual([2, 240, 2, 240])
  })

  it('says that nothing is kept without a config, and still answers', async () => {
    await calibrateCommand(
      { labels: at('labels.jsonl'), votes: at('votes.jsonl'), json: at('out.json') },
      noJudges,
    )
    expect(output.warned).toContain('nothing is kept: without --config there is no store to keep it beside')
    const written = parseCalibrations(await readFile(at('out.json'), 'utf8'), 'out.json')
    expect(written).toHaveLength(2)
    expect(await readCalibrations(at('state/calibrations.json'))).toEqual([])
  })

  it('names votes without a labelled pair', async () => {
    await write(
      'votes.jsonl',
      `${VOTES}\n${JSON.stringify({ id: 'x', judge: 'j', order: 'AB', choice: 'A' })}`,
    )
    await calibrateCommand({ labels: at('labels.jsonl'), votes: at('votes.jsonl') }, noJudges)
    expect(output.warned).toContain('left out, votes without a labelled pair: 1 pair')
  })

  it('lets the judges of the config vote when there are no recorded votes', async () => {
    const voter = scriptedVoter(({ question }) => {
      const index = Number(question.request.traceId.slice(1))
      return index % 2 === 0 ? 'baseline' : 'candidate'
    })
    const identity = { judge: 'openai/live', rubricHash: 'r', settings: 's' }
    const withJudges: WithJudges = async (_config, work) =>
      work({
        judges: [{ voter, identity }],
        redactText: createRedactText({
          detectors: [],
          tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
        }),
        nowMs: () => 5,
      })
    await calibrateCommand({ labels: at('labels.jsonl'), config: at('tidegate.yaml') }, withJudges)
    expect(voter.asked).toHaveLength(2 * PAIRS)
    const [kept] = await readCalibrations(at('state/calibrations.json'))
    expect(kept).toMatchObject({ identity, calibratedAtMs: 5, overall: { accuracy: { rate: 1 } } })
  })

  it.each([
    [{ labels: 'no-such.jsonl' }, 'Expected a readable file for --labels'],
    [{ labels: 'labels.jsonl', votes: 'no-such.jsonl' }, 'Expected a readable file for --votes'],
    [{ labels: 'labels.jsonl' }, 'Expected --config, which names the judges, or --votes'],
  ])('refuses %j', async (options, message) => {
    const paths = Object.fromEntries(Object.entries(options).map(([flag, name]) => [flag, at(name)]))
    await expect(calibrateCommand({ labels: '', ...paths }, noJudges)).rejects.toThrow(message)
  })
})
