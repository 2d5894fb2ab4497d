import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { cronTimes } from '../../config/cron-times.ts'
import { createProgram } from '../create-program.ts'

/** The command lines of a text that call tidegate, a backslash at the end of a line joined with the next. */
function commandsOf(text: string): readonly (readonly string[])[] {
  return [...text.replaceAll(/\\\n\s*/g, ' ').matchAll(/\btidegate(?:@[\w.-]+)? (run .*)/g)].map(match =>
    (match[1] ?? '').trim().split(/\s+/),
  )
}

/** Options of `tidegate run` that a command line gives and the program does not know. */
function unknownOptions([name, ...args]: readonly string[]): readonly string[] {
  const command = createProgram().commands.find(each => each.name() === name)
  const known = new Set(command?.options.flatMap(({ short, long }) => [short, long]))
  return args.filter(each => each.startsWith('-') && !known.has(each))
}

function unitOf(name: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let section: string[] = []
  for (const line of readFileSync(`examples/schedule/${name}`, 'utf8').split('\n')) {
    const heading = /^\[(\w+)\]$/.exec(line)?.[1]
    if (heading !== undefined) {
      section = []
      sections.set(heading, section)
    } else if (line !== '' && !line.startsWith('#')) {
      expect(line).toMatch(/^[A-Z]\w+=\S/)
      section.push(line)
    }
  }
  return sections
}

it('the systemd service runs once and counts no verdict as its own failure', () => {
  const service = unitOf('tidegate.service').get('Service') ?? []
  expect(service).toEqual(expect.arrayContaining(['Type=oneshot', 'SuccessExitStatus=1 4']))
  const [command, ...others] = commandsOf(service.join('\n'))
  expect([command, others]).toEqual([['run', '-c', '/etc/tidegate/tidegate.yaml', '--no-overlap'], []])
  expect(unknownOptions(command ?? [])).toEqual([])
})

it('the systemd timer catches up what was missed', () => {
  const timer = unitOf('tidegate.timer')
  expect([...timer.keys()]).toEqual(['Unit', 'Timer', 'Install'])
  expect(timer.get('Timer')).toEqual(['OnCalendar=Mon *-*-* 06:00:00 Europe/Berlin', 'Persistent=true'])
})

it('the weekly workflow comes each Monday, gives the action what it knows, and pins what it uses', () => {
  const text = readFileSync('examples/ci/weekly.yml', 'utf8')
  const workflow = parse(text) as {
    readonly on: { readonly schedule: readonly [{ readonly cron: string }] }
    readonly jobs: {
      readonly week: {
        readonly steps: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[]
      }
    }
  }
  const times = cronTimes(workflow.on.schedule[0].cron, 'UTC')
  const first = times.nextAfter(Date.parse('2026-11-22T00:00Z')) ?? 0
  expect([new Date(first).getUTCDay(), times.nextAfter(first)]).toEqual([1, first + 7 * 86_400_000])
  const { steps } = workflow.jobs.week
  const ours = steps.filter(({ uses }) => uses.startsWith('OWNER/'))
  expect(ours).toHaveLength(1)
  for (const { uses } of steps.filter(step => !ours.includes(step)))
    expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as { readonly inputs: object }
  const given = ours[0]?.with ?? {}
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
  expect(unknownOptions(['run', ...(given.args ?? '').split(' ')])).toEqual([])
  // What it is given takes nothing from the event that started it.
  expect(Object.values(given).join('\n')).not.toContain('${{')
})
