import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { markerOf } from '../../src/cli/github/pull-request-comment.ts'
import { createGithubApi } from '../../src/testing/receivers/create-github-api.ts'
import { createWorkbench, rowText } from './command-line.ts'

/** As a flag's name and state, which every report quotes. */
const HOSTILE =
  '::error::owned ##[add-mask]x @octocat ![x](https://evil.example/b.png) <img src=x> ]]> | %0A::notice::x'

let bench: ReturnType<typeof createWorkbench>
beforeAll(() => {
  bench = createWorkbench()
  bench.write('tidegate.yaml', 'source: ./base.jsonl\ncandidate: ./candidate.jsonl\n')
  const rows = (outcomeOf: (index: number) => number): string =>
    Array.from({ length: 12 }, (_, index) =>
      rowText(`t${index}`, { outcome: outcomeOf(index), flags: { [HOSTILE]: `${HOSTILE}\n::error::line` } }),
    ).join('')
  bench.write(
    'base.jsonl',
    rows(() => 1),
  )
  bench.write(
    'candidate.jsonl',
    rows(index => (index < 9 ? 0 : 1)),
  )
})
afterAll(() => bench.dispose())

const read = (name: string): string => readFileSync(join(bench.folder, name), 'utf8')

describe('tidegate run --github', () => {
  it('writes summary, outputs and reports, and lets nothing of the traffic be a command', () => {
    for (const name of ['summary', 'output']) bench.write(name, '')
    const env = {
      GITHUB_STEP_SUMMARY: join(bench.folder, 'summary'),
      GITHUB_OUTPUT: join(bench.folder, 'output'),
    }
    const args = [
      'run',
      '-c',
      'tidegate.yaml',
      '--github',
      '--markdown',
      'r/report.md',
      '--junit',
      'r/junit.xml',
      '--html',
      'r/report.html',
    ]
    const { status, stdout } = bench.run(args, { env })
    expect(status).toBe(1)

    const [first = '', ...lines] = stdout.split('\n')
    const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(first)?.[1]
    const end = lines.indexOf(`::${token}::`)
    expect(lines.slice(0, end).some(line => line.includes('::error::owned'))).toBe(true)
    const commands = lines.slice(end + 1).filter(line => line !== '')
    expect(commands[0]).toMatch(/^::error title=Tidegate%3A FAIL::HOLD: /)
    for (const line of commands) {
      expect(line).toMatch(/^::(error|warning) title=(Tidegate|Slice)[^:,]*::/)
      expect(line).not.toContain('##[')
    }

    expect(read('output')).toMatch(/^verdict<<(tidegate_[0-9a-f-]{36})\nFAIL\n\1\n/)
    expect(read('output')).toMatch(/\njunit<<(\S+)\nr\/junit\.xml\n\1\n/)
    expect(read('summary')).toBe(read('r/report.md'))
    expect(read('summary')).toMatch(/^## HOLD: /)
    expect(read('summary')).not.toMatch(/@octocat|(?<!\\)\]\(|<img|https:\/\//)
    expect(read('r/junit.xml')).toContain('failures="')
  })

  it('keeps standard output clean when it is the result', () => {
    const { status, stdout, stderr } = bench.run(['run', '-c', 'tidegate.yaml', '--github', '--json', '-'])
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'FAIL' })
    expect(stderr).toMatch(/^::stop-commands::/)
  })

  it('lets the runner read commands again after a run that could not start', () => {
    const { status, stdout } = bench.run(['run', '-c', 'tidegate.yaml', '--source', 'none.jsonl', '--github'])
    expect(status).toBe(2)
    const [first = '', ...lines] = stdout.split('\n')
    expect(lines).toContain(`::${first.replace('::stop-commands::', '')}::`)
  })
})

describe('tidegate report', () => {
  it('gives for a stored run what the run itself gave', () => {
    const { stdout, status } = bench.run(['report', '-c', 'tidegate.yaml'])
    expect(status).toBe(0)
    expect(stdout).toBe(read('r/report.md'))
    const { stdout: xml } = bench.run(['report', '-c', 'tidegate.yaml', '--junit', '-'])
    const shape = (text: string): string => text.replace(/ time="[\d.]+"/g, '')
    expect(shape(xml)).toBe(shape(read('r/junit.xml')))
    const { stdout: json } = bench.run([
      'report',
      '-c',
      'tidegate.yaml',
      '--json',
      '-',
      '--markdown',
      'again.md',
    ])
    expect(JSON.parse(json)).toMatchObject({ kind: 'tidegate-result', outcome: 'FAIL' })
    expect(read('again.md')).toBe(stdout)
    bench.run(['report', '-c', 'tidegate.yaml', '--html', 'again.html'])
    // One request stands for a stratum; which one is a choice of the run that a stored result does not hold.
    const page = (name: string): string =>
      read(name).replace(/where is my parcel number \d\?<\/td>/g, '</td>')
    expect(page('again.html')).toBe(page('r/report.html'))
  })

  it('names the runs there are when it does not know one', () => {
    const { status, stderr } = bench.run(['report', 'run-unknown', '-c', 'tidegate.yaml'])
    expect(status).toBe(2)
    expect(stderr).toContain('tidegate runs -c tidegate.yaml lists them')
  })
})

/** Beside the server of this process, which a waiting one would starve. */
async function comment(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number; text: string }> {
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'comment', '-c', 'tidegate.yaml', ...args],
    {
      cwd: bench.folder,
      env: { PATH: process.env.PATH, HOME: bench.folder, ...env },
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (text += String(chunk)))
  const status = await new Promise<number>(done => child.on('close', code => done(code ?? -1)))
  return { status, text }
}

describe('tidegate run --github with several candidates', () => {
  it('tells the verdict of the comparison, with every candidate in the summary', () => {
    bench.write(
      'several.yaml',
      'source: ./base.jsonl\nstore: { path: ./several/t.db }\ncandidates:\n  worse: { recorded: ./candidate.jsonl }\n  same: { recorded: ./base.jsonl }\n',
    )
    for (const name of ['summary', 'output']) bench.write(name, '')
    const env = {
      GITHUB_STEP_SUMMARY: join(bench.folder, 'summary'),
      GITHUB_OUTPUT: join(bench.folder, 'output'),
    }
    const args = ['run', '-c', 'several.yaml', '--github', '--junit', 'r/several.xml']
    expect(bench.run(args, { env }).status).toBe(4)
    expect(read('output')).toMatch(/^verdict<<(\S+)\nINCONCLUSIVE\n\1\n/)
    expect(read('summary')).toMatch(
      /^## UNDECIDED: [\s\S]*### Candidate worse\n\n## HOLD: [\s\S]*### Candidate same\n/,
    )
    expect(read('r/several.worse.xml')).toMatch(/name="verdict"[^>]*><failure /)
  })

  it('writes one Markdown to standard output, and no page or JUnit of each there', () => {
    const args = ['run', '-c', 'several.yaml', '--markdown', '-']
    const { stdout, stderr } = bench.run(args)
    expect(stdout).toMatch(/^## UNDECIDED: [\s\S]*### Candidate same\n/)
    expect(stderr).toMatch(/^verdict INCONCLUSIVE, exit code 4$/m)
    const refused = bench.run([...args, '--junit', '-'])
    expect([refused.status, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('Expected a file for --html and --junit')
  })
})

describe('tidegate comment', () => {
  it('creates the comment of the event and changes it in place', async () => {
    const api = await createGithubApi({ token: 'ghs_secret' })
    const event = bench.write('event.json', JSON.stringify({ pull_request: { number: 7 } }))
    const env = { GITHUB_TOKEN: 'ghs_secret', GITHUB_REPOSITORY: 'acme/shop', GITHUB_EVENT_PATH: event }
    const first = await comment(['--api-url', api.url], env)
    expect(first).toMatchObject({ status: 0, text: expect.stringContaining('created') })
    expect(await comment(['--api-url', api.url], env)).toMatchObject({
      status: 0,
      text: expect.stringContaining('updated'),
    })
    await api.close()
    expect(api.comments).toHaveLength(1)
    expect(api.comments[0]?.body).toBe(`${markerOf('tidegate')}\n${read('r/report.md')}`)
  })

  it('says what a run wrote, cut to what GitHub takes', async () => {
    const api = await createGithubApi({ token: 'ghs_secret' })
    bench.write('long.md', `## HOLD\n${'a line of the report\n'.repeat(5_000)}`)
    const env = { GITHUB_TOKEN: 'ghs_secret', GITHUB_REPOSITORY: 'acme/shop' }
    const args = ['--pr', '7', '--name', 'long', '--markdown', 'long.md', '--api-url', api.url]
    expect(await comment(args, env)).toMatchObject({ status: 0 })
    await api.close()
    expect(api.comments[0]?.body.length).toBeGreaterThan(50_000)
    expect(api.comments[0]?.body).toMatch(
      /^<!-- tidegate-report long -->\n## HOLD\n(?:a line of the report\n)+a line of the report$/,
    )
  })

  it('gives the token to nobody but GitHub', async () => {
    const env = { GITHUB_TOKEN: 'ghs_secret', GITHUB_REPOSITORY: 'acme/shop' }
    for (const url of ['https://evil.example', 'https://api.github.com@evil.example', 'http://10.0.0.1:80']) {
      const { status, text } = await comment(['--pr', '7', '--api-url', url], env)
      expect(status).toBe(2)
      expect(text).not.toContain('ghs_secret')
    }
  })

  it('says nothing where there is no pull request', async () => {
    const event = bench.write('push.json', '{}')
    const env = { GITHUB_TOKEN: 'ghs_secret', GITHUB_REPOSITORY: 'acme/shop', GITHUB_EVENT_PATH: event }
    expect(await comment([], env)).toMatchObject({
      status: 0,
      text: expect.stringContaining('no pull request'),
    })
  })
})

const step = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
})
const action = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({ using: z.literal('composite'), steps: z.array(step) }),
})
const ACTION = action.parse(parse(readFileSync('action.yml', 'utf8')))
const PINNED = /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/

describe('action.yml', () => {
  it('pins what it uses, and no input enters a script but through the environment', () => {
    for (const { uses, run, shell } of ACTION.runs.steps) {
      if (uses !== undefined) expect(uses).toMatch(PINNED)
      if (run !== undefined) expect(shell).toBe('bash')
      expect(run ?? '').not.toContain('${{')
    }
    expect(ACTION.inputs['node-version']?.default).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('gives only outputs that some step writes', () => {
    for (const { value } of Object.values(ACTION.outputs)) {
      const name = /^\$\{\{ steps\.gate\.outputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? ''
      expect([
        'status',
        'html',
        'verdict',
        'headline',
        'delta',
        'delta-low',
        'delta-high',
        'cost-usd',
        'run-id',
      ]).toContain(name)
    }
  })

  it('installs the pinned commit, decides, writes its reports, expands nothing of its arguments and ends with the code of the run', {
    timeout: 300_000,
  }, () => {
    const checkout = join(bench.folder, 'action checkout')
    for (const part of ['package.json', 'package-lock.json', 'src', 'schema', 'bin'])
      cpSync(part, join(checkout, part), { recursive: true })
    // npm's own settings: where it installs from is the machine's.
    const ofNpm = Object.entries(process.env).filter(([key]) => /^(HOME|npm_config_.*)$/i.test(key))
    expect(runStep('Install Tidegate', {}, Object.fromEntries(ofNpm))).toMatchObject({ status: 0 })
    expect(existsSync(join(checkout, 'node_modules/vitest'))).toBe(false)
    bench.write('action-output', '')
    const decided = runStep('Decide', {
      CONFIG: 'tidegate.yaml',
      ARGS: '--seed `id`$HOME* --target-size 12',
      REPORTS: 'report folder',
      GITHUB_OUTPUT: join(bench.folder, 'action-output'),
    })
    expect(decided.status).toBe(0)
    expect(read('action-output')).toMatch(/verdict<<(\S+)\nFAIL\n\1[\s\S]*\nstatus=1\n$/)
    for (const name of ['result.json', 'report.html', 'report.md', 'junit.xml'])
      expect(existsSync(join(bench.folder, 'report folder', name))).toBe(true)
    expect(JSON.parse(read('report folder/result.json')).sample.seed).toBe('`id`$HOME*')
    expect(runStep('Hold or ship', { STATUS: '1' }).status).toBe(1)
    expect(runStep('Hold or ship', { STATUS: '' }).status).toBe(5)
  })
})

function runStep(
  name: string,
  env: NodeJS.ProcessEnv,
  machine: NodeJS.ProcessEnv = {},
): { readonly status: number | null } {
  const found = ACTION.runs.steps.find(each => each.name === name)
  expect(Object.keys(found?.env ?? {})).toEqual(
    expect.arrayContaining(Object.keys(env).filter(key => !key.startsWith('GITHUB_'))),
  )
  return bench.shell(found?.run ?? '', {
    GITHUB_ACTION_PATH: join(bench.folder, 'action checkout'),
    ...machine,
    ...env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  })
}

describe('examples/ci', () => {
  it.each(['github.yml', 'gitlab.yml'])('%s is YAML that pins what it runs', name => {
    const text = readFileSync(join('examples/ci', name), 'utf8')
    expect(() => parse(text)).not.toThrow()
    const used = [...text.matchAll(/uses: (\S+)/g)].map(match => match[1] ?? '')
    for (const uses of used.filter(each => !each.startsWith('OWNER/'))) expect(uses).toMatch(PINNED)
    expect(text).not.toMatch(/^\s*pull_request_target:/m)
    for (const [, version] of text.matchAll(/(?:TIDEGATE_VERSION: |node:)(\S+)/g))
      expect(version).toMatch(/^\d+\.\d+\.\d+/)
  })
})
