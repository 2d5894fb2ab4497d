import { formatQuantity } from '../../numeric/format-number.ts'
import { type GeneratedAttacks, generateAttacks } from '../../pipeline/generate-attacks.ts'
import { ledgerItem } from '../add-to-ledger.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { openLedger } from '../open-ledger.ts'
import { populationConfig } from '../population-config.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { addedLines } from '../render-ledger.ts'
import { withDependencies } from '../with-dependencies.ts'

export type AdversarialGenerateOptions = {
  readonly config: string
  readonly count: number
  readonly kind: readonly string[]
  readonly weight?: number
  readonly dryRun?: boolean
  readonly json?: string
}

const SHOWN = 200
const KIND = 'tidegate-adversarial-generated'

/**
 * `tidegate adversarial generate`: attacks made of production's failures and rare requests; those that a live side was
 * seen to fail on join the set. Exits 0, however many there are.
 *
 * @throws {ConfigError} when nothing answers live, unless only the prompts are wanted.
 */
export async function adversarialGenerateCommand(options: AdversarialGenerateOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  requireKeeping(loaded, '`tidegate adversarial generate`')
  const isDryRun = options.dryRun === true
  const config = isDryRun ? populationConfig(loaded) : loaded
  // A set that is broken or a plain file is found out before anything is paid.
  const open = isDryRun ? undefined : openLedger(config)
  open?.ledger.rows()
  const generated = await withDependencies(config, process.env, deps =>
    generateAttacks(config, deps, { count: options.count, kinds: options.kind, isDryRun }),
  )
  if (open === undefined) {
    await printReport(
      promptLines(generated),
      { kind: KIND, ...documentOf(generated, lastText), added: null },
      options.json,
    )
    return
  }
  const items = generated.attacks.map(({ trace, reason }) =>
    ledgerItem(trace, open.redactText(reason), { origin: 'generated', weight: options.weight }),
  )
  const added = items.length === 0 ? { added: [], present: [], erased: [] } : open.ledger.append(items)
  const result = { ...added, unknown: [] }
  const { added: ids, present, erased } = result
  await printReport(
    [
      ...generated.attacks.map(({ trace, reason }) => `${trace.traceId}  ${reason}`),
      ...triedLines(generated),
      ...addedLines(result),
    ],
    { kind: KIND, ...documentOf(generated, () => null), added: { added: ids, present, erased } },
    options.json,
  )
}

/** `textOf`: of a prompt what may be told, since a model that rewords may write what redaction never saw. */
function documentOf(
  { prompts, attacks, tried, unanswered, stoppedBy }: GeneratedAttacks,
  textOf: (prompt: GeneratedAttacks['prompts'][number]) => string | null,
) {
  return {
    prompts: prompts.map(prompt => ({
      traceId: prompt.trace.traceId,
      mutator: prompt.mutator,
      parentId: prompt.parentId,
      because: prompt.because,
      text: textOf(prompt),
    })),
    tried,
    unanswered,
    stoppedBy: stoppedBy ?? null,
    verified: attacks.map(({ trace, failed, reason }) => ({ traceId: trace.traceId, failed, reason })),
  }
}

/** The beginning of what the prompt ends with. */
function lastText({ trace }: GeneratedAttacks['prompts'][number]): string {
  return (trace.messages.at(-1)?.text ?? '').slice(0, SHOWN)
}

function promptLines({ prompts }: GeneratedAttacks): readonly string[] {
  const lines = prompts.map(prompt => {
    const { trace, mutator, parentId, because } = prompt
    return `${trace.traceId}  ${mutator} of ${parentId} (${because}): ${JSON.stringify(lastText(prompt))}`
  })
  return [...lines, `${formatQuantity(prompts.length, 'prompt')}, none of them tried or added`]
}

function triedLines({ prompts, attacks, tried, unanswered, stoppedBy }: GeneratedAttacks): readonly string[] {
  const parts = [
    `${formatQuantity(prompts.length, 'prompt')} made, ${tried} tried, ${attacks.length} verified to fail`,
    ...(unanswered > 0 ? [`${unanswered} without an answer`] : []),
  ]
  return [parts.join(', '), ...(stoppedBy === undefined ? [] : [`stopped: ${stoppedBy}`])]
}
