import { formatQuantity } from '../../numeric/format-number.ts'
import { type GeneratedAttacks, generateAttacks } from '../../pipeline/generate-attacks.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { ledgerItem } from '../add-to-ledger.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { openLedger } from '../open-ledger.ts'
import { populationConfig } from '../population-config.ts'
import { readConfig } from '../read-config.ts'
import { renderAdded } from '../render-ledger.ts'
import { withDependencies } from '../with-dependencies.ts'

export type AdversarialGenerateOptions = {
  readonly config: string
  readonly count: number
  readonly kind: readonly string[]
  readonly weight?: number
  readonly dryRun?: boolean
}

const SHOWN = 200

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
    process.stdout.write(renderPrompts(generated))
    return
  }
  for (const { trace, reason } of generated.attacks)
    process.stdout.write(`${escapeTerminal(`${trace.traceId}  ${reason}`)}\n`)
  const items = generated.attacks.map(({ trace, reason }) =>
    ledgerItem(trace, open.redactText(reason), { origin: 'generated', weight: options.weight }),
  )
  const added = items.length === 0 ? { added: [], present: [], erased: [] } : open.ledger.append(items)
  process.stdout.write(renderTried(generated))
  process.stdout.write(renderAdded({ ...added, unknown: [] }))
}

function renderPrompts({ prompts }: GeneratedAttacks): string {
  const lines = prompts.map(({ trace, mutator, parentId, because }) => {
    const text = trace.messages.at(-1)?.text ?? ''
    return `${trace.traceId}  ${mutator} of ${parentId} (${because}): ${JSON.stringify(text.slice(0, SHOWN))}`
  })
  return `${[...lines.map(escapeTerminal), `${formatQuantity(prompts.length, 'prompt')}, none of them tried or added`].join('\n')}\n`
}

function renderTried({ prompts, attacks, tried, unanswered, stoppedBy }: GeneratedAttacks): string {
  const parts = [
    `${formatQuantity(prompts.length, 'prompt')} made, ${tried} tried, ${attacks.length} verified to fail`,
    ...(unanswered > 0 ? [`${unanswered} without an answer`] : []),
  ]
  const stop = stoppedBy === undefined ? '' : `stopped: ${escapeTerminal(stoppedBy)}\n`
  return `${parts.join(', ')}\n${stop}`
}
