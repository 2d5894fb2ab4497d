import { Argument, Command, InvalidArgumentError } from 'commander'
import { LEDGER_ORIGINS } from '../store/ledger/adversarial-ledger.ts'
import { addHousekeepingCommands } from './housekeeping-commands.ts'
import { packageVersion } from './package-version.ts'

const TRACE_FORMATS = [
  'auto',
  'canonical',
  'messages',
  'rows',
  'otlp',
  'openinference',
  'langfuse',
  'langsmith',
  'litellm',
  'inspect',
] as const

const EXIT_CODES = `
Exit codes: 0 pass, 1 fail, 2 bad config or usage, 3 infrastructure (source, store), 4 inconclusive,
5 internal error, 130 interrupted (Ctrl-C; run the same command again to continue).`

/**
 * The command line; every error is thrown, and `main.ts` turns it into an exit code. A command's code is
 * loaded when it runs, so that help and mistakes answer at once.
 */
export function createProgram(): Command {
  const program = new Command('tidegate')
    .description(
      'Is this candidate model, prompt or agent worse than what production runs today, on the traffic production really gets this week?',
    )
    .version(packageVersion())
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES)

  program
    .command('ingest [paths...]')
    .description("Read traces of any format, redact them, and keep them as production's (docs/sources.md)")
    .option('-c, --config <file>', 'config file; default tidegate.yaml if there is one')
    .option('--format <name>', 'what the files are, instead of finding out', oneOf(...TRACE_FORMATS))
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (paths, options) => (await import('./commands/ingest.ts')).ingestCommand(paths, options))

  program
    .command('run')
    .description('Sample production traces by intent, compare the candidate on them, and decide')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--source <path>', "production's traces, any format; overrides the config")
    .option('--candidate <path>', "the candidate's recorded traces, any format; overrides the config")
    .option('--json <file>', 'write the result as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write the report as one self-contained HTML file')
    .option('--markdown <file>', 'write the report as Markdown, for a pull request')
    .option('--junit <file>', 'write the verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations (docs/ci.md)')
    .option('--seed <text>', 'seed of the sample; overrides the config')
    .option('--target-size <n>', 'traces to sample; overrides the config', positiveInteger)
    .option('--as-of <date>', 'last day of the window, YYYY-MM-DD; overrides the config')
    .option('--offline', 'replace every model that cannot be reached by an embedded one, and say so')
    .option('--dry-run', 'draw the sample, say what the run would cost, and stop before anything is paid')
    .option('--no-overlap', 'for timers: stop when another run of this store is under way, let none begin')
    .action(async options => (await import('./commands/run.ts')).runCommand(options))

  program
    .command('extend <run>')
    .description(
      'Add traces to a run: its draws and votes stay, under the same error rates (docs/sampling.md)',
    )
    .requiredOption('--target-size <n>', 'traces to sample in all', positiveInteger)
    .option('-c, --config <file>', "the run's config file", 'tidegate.yaml')
    .option('--source <path>', 'as it was given to the run')
    .option('--candidate <path>', 'likewise')
    .option('--seed <text>', 'likewise')
    .option('--as-of <date>', 'likewise')
    .option('--offline', 'likewise')
    .option('--json <file>', 'write the result as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write the report as one self-contained HTML file')
    .option('--markdown <file>', 'write the report as Markdown, for a pull request')
    .option('--junit <file>', 'write the verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations (docs/ci.md)')
    .action(async (run, options) => (await import('./commands/extend.ts')).extendCommand(run, options))

  program
    .command('runs')
    .description('List the finished runs of the store: window, verdict, difference, coverage, cost')
    .addArgument(new Argument('[action]', 'list').choices(['list']))
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write them as JSON, - for standard output')
    .action(async (_action, options) => (await import('./commands/runs.ts')).runsCommand(options))

  program
    .command('report [run]')
    .description(
      'Make the reports of a stored run again; Markdown on standard output by default (docs/ci.md)',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'the result as JSON, - for standard output, likewise below')
    .option('--markdown <file>', 'the report as Markdown')
    .option('--html <file>', 'the report as one self-contained HTML file')
    .option('--junit <file>', 'verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations')
    .action(async (run, options) => (await import('./commands/report.ts')).reportCommand(run, options))

  program
    .command('comment [run]')
    .description('Put a stored run on its pull request, always in the same comment (docs/ci.md)')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--pr <n>', 'number of the pull request; default that of the event', positiveInteger)
    .option('--markdown <file>', 'what `run --markdown` wrote, in the place of a stored run')
    .option('--repo <owner/name>', 'default GITHUB_REPOSITORY')
    .option(
      '--name <text>',
      "tells pipelines on one pull request apart; default the config's alerts.pipeline",
    )
    .option('--api-url <url>', 'another address on loopback, for tests and proxies', 'https://api.github.com')
    .action(async (run, options) => (await import('./commands/comment.ts')).commentCommand(run, options))

  program
    .command('trend')
    .description(
      'Show successive windows: the difference, the coverage, and what production itself does (docs/trend.md)',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--candidate <name>', 'one of several candidates of the config; default: runs of a single one')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/trend.ts')).trendCommand(options))

  program
    .command('strata')
    .description(
      "Show what production's traces ask for: intents with labels, shares and examples; judges nothing",
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md); no candidate is needed')
    .option('--source <path>', "production's traces, any format; overrides the config")
    .option('--json <file>', 'write the strata as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write a map of the requests and every stratum as one self-contained HTML file')
    .option('--as-of <date>', 'last day of the window, YYYY-MM-DD; overrides the config')
    .option('--offline', 'replace every model that cannot be reached by an embedded one, and say so')
    .action(async options => (await import('./commands/strata.ts')).strataCommand(options))

  program
    .command('compare')
    .description(
      'Put a stated fault into copies of production, and show which sampling strategies see it, at what cost',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md); no candidate is needed')
    .option('--source <path>', "production's traces, any format; overrides the config")
    .option(
      '--fault <spec>',
      'KIND:RATE[:TIER]; default truncated-tool-call:12%:multi-step (docs/compare.md)',
    )
    .option(
      '--resamples <n>',
      'resamples with the fault, and as many without, at least 200',
      positiveInteger,
      200,
    )
    .option('--few-resamples', 'allow fewer than 200 resamples, for a quick look')
    .option('--target-size <n>', 'traces to sample; overrides the config', positiveInteger)
    .option('--seed <text>', 'seed of the resamples; overrides the config')
    .option('--json <file>', 'write the table as JSON (docs/compare.md), - for standard output')
    .option('--offline', 'replace every model that cannot be reached by an embedded one, and say so')
    .action(async options => (await import('./commands/compare.ts')).compareCommand(options))

  program
    .command('baseline')
    .description(
      'Replay production against its own recording: noise, ties, false verdicts, suggested settings',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md); no candidate is needed')
    .option('--source <path>', "production's traces, canonical JSONL; overrides the config")
    .option(
      '--resamples <n>',
      'exchanges of the sides that false verdicts are counted over',
      positiveInteger,
      200,
    )
    .option('--target-size <n>', 'traces to sample; overrides the config', positiveInteger)
    .option('--seed <text>', 'seed of the sample; overrides the config')
    .option('--json <file>', 'write it as JSON (docs/compare.md), - for standard output')
    .option('--offline', 'replace every model that cannot be reached by an embedded one, and say so')
    .action(async options => (await import('./commands/baseline.ts')).baselineCommand(options))

  program
    .command('drift')
    .description('Tell what changed in the traffic between two windows; exits 1 when something did')
    .option('-c, --config <file>', 'config file (docs/config.md); no candidate is needed')
    .option('--source <path>', "production's traces, any format; overrides the config")
    .option(
      '--from <window>',
      'the earlier window: its last day, YYYY-MM-DD, a run, or labelled traces, .jsonl',
    )
    .option('--to <window>', 'the later one, likewise; default: the newest days of the source')
    .option('--json <file>', 'write the report as JSON (docs/drift.md), - for standard output')
    .option('--offline', 'replace every model that cannot be reached by an embedded one, and say so')
    .action(async options => (await import('./commands/drift.ts')).driftCommand(options))

  program
    .command('calibrate')
    .description('Hold judges against pairs that people labelled; feeds the choice of a judge')
    .requiredOption('--labels <file>', 'labelled pairs, JSONL (docs/calibration.md)')
    .option('-c, --config <file>', 'config file; its judges vote, and the result is kept beside its store')
    .option('--votes <file>', 'recorded votes, JSONL: no model is called')
    .option('--json <file>', 'write all figures as JSON, - for standard output')
    .action(async options =>
      (await import('./commands/calibrate.ts')).calibrateCommand(
        options,
        (await import('./with-judges.ts')).withJudges,
      ),
    )

  const audit = program
    .command('audit')
    .description('What people say of a random part of what was judged (docs/audit.md)')
  audit
    .command('draw')
    .description('Write a sheet of the pairs the newest run drew for people to label')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--run <id>', 'a run; default the newest')
    .option('--rater <name>', 'who will label; asks for what this person has not labelled')
    .option('-o, --output <file>', 'where to write the sheet, CSV; default standard output')
    .action(async options => (await import('./commands/audit.ts')).auditDrawCommand(options))
  audit
    .command('import <file>')
    .description('Add the labels of a sheet, CSV or JSON Lines')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--rater <name>', 'who labelled, where a row does not say')
    .option('--add-failures', "production's failures, as people see them, join the adversarial set")
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (file, options) => (await import('./commands/audit.ts')).auditImportCommand(file, options))
  audit
    .command('report')
    .description('Unflagged failures, recall of the flags, skew of the judge, progress of the week')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/audit.ts')).auditReportCommand(options))

  program
    .command('budget')
    .description("Show this week's spending: cap, settled, reserved, uncertain, left")
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .option('--unfreeze', 'let calls be made again after one cost more than its worst case')
    .action(async options => (await import('./commands/budget.ts')).budgetCommand(options))

  const alerts = program
    .command('alerts')
    .description('Slack, PagerDuty and webhooks that are told how runs end (docs/alerts.md)')
  alerts
    .command('test')
    .description('Send one alert and its end to every channel of the config')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--channel <name>', 'only this channel')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/alerts.ts')).alertsTestCommand(options))
  alerts
    .command('list')
    .description('What is wrong now as the channels know it, and what they could not be told')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/alerts.ts')).alertsListCommand(options))
  alerts
    .command('send')
    .description('Try again what could not be sent')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/alerts.ts')).alertsSendCommand(options))

  const adversarial = program
    .command('adversarial')
    .description(
      'The permanent set of failures: lines are only ever added, and tampering is found (docs/adversarial.md)',
    )
  adversarial
    .command('add [ids...]')
    .description("Keep production's traces of the store as failures")
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--flagged', 'also every trace of the store that carries a support flag')
    .option(
      '--origin <kind>',
      'support-flag, audit, generated or import',
      oneOf(...LEDGER_ORIGINS),
      'support-flag',
    )
    .option('--weight <n>', "weight in the composite; default the config's weight_multiplier", weight)
    .option('--reason <text>', 'what failed')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (ids, options) =>
      (await import('./commands/adversarial.ts')).adversarialAddCommand(ids, options),
    )
  adversarial
    .command('import <file>')
    .description('Keep canonical traces of a file; of the set itself when it is still a plain file')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--weight <n>', "weight in the composite; default the config's weight_multiplier", weight)
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (file, options) =>
      (await import('./commands/adversarial.ts')).adversarialImportCommand(file, options),
    )
  adversarial
    .command('generate')
    .description('Make attacks of failures and rare requests, and keep those a live side was seen to fail on')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md) with a candidate that answers live')
    .option('--count <n>', 'prompts to try at most, up to 1,000', upToThousand, 50)
    .option('--kind <names...>', 'mutators to use (docs/adversarial.md); default all', [])
    .option('--weight <n>', "weight in the composite; default the config's weight_multiplier", weight)
    .option('--dry-run', 'show the prompts; nothing is answered, paid or added')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/generate.ts')).adversarialGenerateCommand(options))
  adversarial
    .command('list')
    .description('List every trace of the set with origin, weight and times')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/adversarial.ts')).adversarialListCommand(options))
  adversarial
    .command('verify')
    .description('Check the set: exits 0 when it is as it was left, 1 with the first broken line when not')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--cut-unfinished', 'first cut off what an interrupted append left; it is kept beside the file')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/adversarial.ts')).adversarialVerifyCommand(options))
  adversarial
    .command('erase <id>')
    .description('Destroy the key of a trace of the set: its line stays, nobody can read it')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (id, options) =>
      (await import('./commands/adversarial.ts')).adversarialEraseCommand(id, options),
    )

  program
    .command('flag <trace>')
    .description('Keep a failure that support reported late: a trace id, or a CSV file of trace id[,reason]')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--reason <text>', 'what failed, for rows without a reason')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (trace, options) => (await import('./commands/flag.ts')).flagCommand(trace, options))

  const prices = program
    .command('prices')
    .description('Show what every known model costs, since when and by which source')
    .option('-c, --config <file>', "config file; adds the user's own prices beside its store")
    .option('--json <file>', 'write them as JSON, - for standard output')
    .action(async options => (await import('./commands/prices.ts')).pricesCommand(options))
  prices
    .command('update <source>')
    .description(
      'Import a price list of LiteLLM or models.dev, a file or an https address, for the store of -c',
    )
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (source, _options, command) =>
      (await import('./commands/prices.ts')).pricesUpdateCommand(source, command.optsWithGlobals()),
    )

  const rubric = program.command('rubric').description('The questions judges are asked, as data')
  rubric
    .command('list')
    .description('List the shipped rubrics with their versions and hashes')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/rubric.ts')).rubricListCommand(options))
  rubric
    .command('show <name>')
    .description('Show a shipped rubric or a file as a judge reads it')
    .action(async name => (await import('./commands/rubric.ts')).rubricShowCommand(name))
  rubric
    .command('diff <before> <after>')
    .description('Show what two rubrics ask differently')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async (before, after, options) =>
      (await import('./commands/rubric.ts')).rubricDiffCommand(before, after, options),
    )

  const keys = program.command('keys').description('Keys that tokens are made under (docs/privacy.md)')
  keys
    .command('list')
    .description('List them by id, fingerprint and day; never their bytes')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/keys.ts')).keysListCommand(options))
  keys
    .command('rotate')
    .description('Make tokens under a new key from now on; older tokens stay')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/keys.ts')).keysRotateCommand(options))
  keys
    .command('export-id')
    .description('Print the fingerprint of the key in use, to compare two installations by')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/keys.ts')).keysExportIdCommand(options))

  program
    .command('reveal <token>')
    .description('Print what a token stands for, from the vault; who asked and why is recorded first')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--json <file>', 'write what became of it as JSON; the value only with -, to standard output')
    .action(async (token, options) => (await import('./commands/vault.ts')).revealCommand(token, options))

  const vault = program.command('vault').description('What tokens stand for, encrypted (docs/privacy.md)')
  vault
    .command('log')
    .description('Who revealed what, when and why; exits 1 when the record was changed')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/vault.ts')).vaultLogCommand(options))
  vault
    .command('purge')
    .description('Erase values older than privacy.vault.ttl_days')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/vault.ts')).vaultPurgeCommand(options))
  vault
    .command('destroy')
    .description('Destroy the key: no value can be revealed any more, from no copy')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/vault.ts')).vaultDestroyCommand(options))

  const privacy = program.command('privacy').description('What redaction does (docs/privacy.md)')
  privacy
    .command('report')
    .description('What each layer caught, a leak audit with planted canaries, recall on labelled texts')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--labelled <file>', 'texts with labelled spans, JSONL, as in presidio-research')
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/privacy.ts')).privacyReportCommand(options))

  program
    .command('export <run>')
    .description(
      'Write the verdicts of a run for other tools: JSON Lines, OpenTelemetry, Parquet (docs/export.md)',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--format <name>', 'jsonl, otlp or parquet', oneOf('jsonl', 'otlp', 'parquet'), 'jsonl')
    .option('-o, --output <file>', 'where to write it, - for standard output (the default)')
    .option('--with-texts', 'jsonl: also the redacted texts of both sides')
    .option('--endpoint <url>', 'otlp: an OTLP/HTTP receiver the verdicts are sent to')
    .option('--authorization-env <name>', 'otlp: environment variable with the Authorization header for it')
    .option(
      '--allow-private-network',
      'otlp: the receiver may stand in a private network, then also without TLS',
    )
    .action(async (run, options) => (await import('./commands/export.ts')).exportCommand(run, options))

  program
    .command('scale-sql')
    .description('Print the SQL by which ClickHouse assigns every trace to a stratum (docs/scaling.md)')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--model <id>', 'a stratum model of the store; default the newest')
    .option('--exemplars <file>', 'also write the exemplars, JSON Lines for INSERT ... FORMAT JSONEachRow')
    .action(async options => (await import('./commands/scale-sql.ts')).scaleSqlCommand(options))

  program
    .command('serve')
    .description('Receive traces over OTLP/HTTP and show runs, pairs and audits in a browser (docs/serve.md)')
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--host <address>', 'where to listen; others than loopback need --token-env', '127.0.0.1')
    .option('--port <n>', 'the port, 0 for any free one', port, 4318)
    .option('--token-env <name>', 'environment variable with the token of exporters and scripts')
    .option('--allow-host <name...>', 'further names this server is reached by')
    .option(
      '--quiet-seconds <n>',
      'a trace is complete when nothing came for it for so long',
      positiveInteger,
      30,
    )
    .option('--spool-mib <n>', 'refuse spans when so much waits to be stored', positiveInteger, 256)
    .action(async options => (await import('./commands/serve.ts')).serveCommand(options))

  program
    .command('mcp')
    .description(
      'Let an assistant read the runs of the store: MCP over standard input and output (docs/mcp.md)',
    )
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .action(async options => (await import('./commands/mcp.ts')).mcpCommand(options))

  const schedule = program
    .command('schedule')
    .description('When `tidegate serve` starts runs by itself (docs/schedule.md)')
  schedule
    .command('next')
    .description("Print the next times in the schedule's time zone and in UTC")
    .requiredOption('-c, --config <file>', 'config file (docs/config.md)')
    .option('--count <n>', 'how many, at most 1000', upToThousand, 5)
    .option('--json <file>', 'write it as JSON, - for standard output')
    .action(async options => (await import('./commands/schedule.ts')).scheduleNextCommand(options))

  program
    .command('demo')
    .description(
      'Simulate a week of traffic and a candidate that truncates tool calls, run the whole pipeline, show the verdict',
    )
    .option(
      '--candidate <kind>',
      'truncating, flag-fault (the same behind a feature flag) or healthy',
      oneOf('truncating', 'flag-fault', 'healthy'),
      'truncating',
    )
    .option('--seed <text>', 'seed of the simulation and the sample', '1')
    .option('--out <folder>', 'where the simulated traces, the config and the reports go', 'tidegate-demo')
    .option('--html <file>', 'also write the HTML report here')
    .option('--json <file>', 'also write the JSON result here')
    .action(async options => (await import('./commands/demo.ts')).demoCommand(options))

  program
    .command('init')
    .description('Write a commented config to start from')
    .option('--preset <name>', 'stable, rapid, compliance, high-volume or comparison')
    .option('-o, --output <file>', 'where to write it', 'tidegate.yaml')
    .option('--force', 'replace the file if it exists')
    .action(async options => (await import('./commands/init.ts')).initCommand(options))

  program
    .command('validate')
    .description('Check a config file: every problem with its line, and what each key would change')
    .requiredOption('-c, --config <file>', 'config file')
    .option('--json <file>', 'write what it found as JSON, - for standard output')
    .action(async options => (await import('./commands/validate.ts')).validateCommand(options))

  addHousekeepingCommands(program, async args => {
    await createProgram().parseAsync([...args], { from: 'user' })
  })

  return program
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number of at least 1.')
  return value
}

function upToThousand(text: string): number {
  const value = positiveInteger(text)
  if (value > 1000) throw new InvalidArgumentError('Expected at most 1000.')
  return value
}

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Expected a port, 0 to 65535.')
  return value
}

function weight(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('Expected a number above 0 to 1000.')
  return value
}

function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => T {
  return text => {
    const found = allowed.find(each => each === text)
    if (found === undefined) throw new InvalidArgumentError(`Expected ${allowed.join(' or ')}.`)
    return found
  }
}
