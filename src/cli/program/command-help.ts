import type { Command } from 'commander'

/** The commands of the help by what they are for, in the order of the help. */
const GROUPS: readonly (readonly [heading: string, names: readonly string[]])[] = [
  ['Begin:', ['demo', 'init', 'validate', 'config', 'doctor', 'completion']],
  ['Decide:', ['ingest', 'run', 'extend', 'resume']],
  ['Read what was decided:', ['runs', 'report', 'trend', 'comment', 'export', 'mcp']],
  ['Look at the traffic:', ['strata', 'drift', 'compare', 'baseline', 'scale-sql']],
  ['Keep failures:', ['flag', 'adversarial']],
  ['Check the judge:', ['audit', 'calibrate', 'rubric']],
  ['Run every week:', ['serve', 'schedule', 'status', 'alerts', 'budget', 'prices', 'prune']],
  ['Privacy:', ['privacy', 'keys', 'vault', 'reveal']],
]

/** What a first user of a command would type. */
const EXAMPLES: { readonly [command: string]: readonly string[] } = {
  ingest: ['tidegate ingest exports/*.json logs/*.jsonl.gz', 'tidegate ingest --format otlp spans.bin'],
  run: [
    'tidegate run --html report.html --json result.json',
    'tidegate run --candidate runs/new-prompt.jsonl',
    'tidegate run --dry-run',
  ],
  extend: ['tidegate extend run-1a2b3c4d5e6f --target-size 4000'],
  report: ['tidegate report', 'tidegate report run-1a2b3c4d5e6f --html report.html'],
  comment: ['tidegate comment --pr 12', 'tidegate comment --pr 12 --markdown report.md'],
  export: [
    'tidegate export run-1a2b3c4d5e6f -o verdicts.jsonl',
    'tidegate export run-1a2b3c4d5e6f --format parquet -o verdicts.parquet',
  ],
  strata: ['tidegate strata --html strata.html'],
  drift: [
    'tidegate drift',
    'tidegate drift --from 2026-11-01 --to 2026-11-08',
    'tidegate drift --from before.jsonl --to now.jsonl',
  ],
  compare: [
    'tidegate compare',
    'tidegate compare --fault refusal:5% --resamples 20 --few-resamples',
    'tidegate compare --fault truncated-tool-call:12%:multi-step --json compare.json',
  ],
  flag: ['tidegate flag trace-4711 --reason "wrong parcel"', 'tidegate flag reported.csv'],
  calibrate: [
    'tidegate calibrate --labels labels.jsonl -c tidegate.yaml',
    'tidegate calibrate --labels labels.jsonl --votes votes.jsonl',
  ],
  serve: [
    'tidegate serve',
    'tidegate serve --host 0.0.0.0 --token-env TIDEGATE_TOKEN --allow-host eval.example.org',
  ],
  prune: ['tidegate prune --keep-days 90 --dry-run'],
  completion: ['tidegate completion bash > ~/.local/share/bash-completion/completions/tidegate'],
  'adversarial add': [
    'tidegate adversarial add trace-4711 --reason "wrong parcel"',
    'tidegate adversarial add --flagged',
  ],
  'audit draw': ['tidegate audit draw --rater ann -o sheet.csv'],
  'audit import': ['tidegate audit import sheet.csv --rater ann --add-failures'],
  'prices update': ['tidegate prices update list.json -c tidegate.yaml'],
  'rubric diff': ['tidegate rubric diff pairwise-helpfulness my-rubric.yaml'],
}

/** Puts every command under its heading and its examples below its help. @throws {TypeError} for a name no command has. */
export function addCommandHelp(program: Command): void {
  for (const [heading, names] of GROUPS)
    for (const name of names) commandOf(program, [name]).helpGroup(heading)
  for (const [path, lines] of Object.entries(EXAMPLES))
    commandOf(program, path.split(' ')).addHelpText(
      'after',
      `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`,
    )
  const order = GROUPS.flatMap(([, names]) => names)
  program.configureHelp({
    visibleCommands: ({ commands }) =>
      commands.toSorted((a, b) => order.indexOf(a.name()) - order.indexOf(b.name())),
    // Headings in the order of the commands that are shown; commander's own order is that of adding them.
    groupItems: (_added, shown, headingOf) => Map.groupBy(shown, headingOf),
  })
}

function commandOf(program: Command, path: readonly string[]): Command {
  return path.reduce((command, name) => {
    const next = command.commands.find(each => each.name() === name)
    if (next === undefined) throw new TypeError(`there is no command ${path.join(' ')}`)
    return next
  }, program)
}
