import type { Config } from '../config/config.ts'
import { StoreError } from '../errors/store-error.ts'
import type { AdversarialGrowth, Evaluation } from '../records/evaluation.ts'
import { ledgerItem } from './add-to-ledger.ts'
import { openLedger } from './open-ledger.ts'

/**
 * What support flagged in a run's window joins the permanent set, which is made when there is none; what is there
 * already, or was erased, changes nothing. A plain file is left as it is. The next run is the first that reads them
 * from the set: this one had them from the window.
 *
 * A set that cannot be written to takes nothing from a run that has ended: it is a warning.
 *
 * @returns undefined when the config names no set.
 */
export function growLedger(
  { replays }: Pick<Evaluation, 'replays'>,
  config: Config,
  onWarning: (warning: string) => void,
): AdversarialGrowth | undefined {
  if (config.adversarial.source === undefined) return undefined
  const items = replays.flatMap(({ origin, request }) =>
    origin.kind === 'adversarial' && request.supportFlag !== undefined
      ? [
          ledgerItem(request, request.supportFlag.reason, {
            origin: 'support-flag',
            weight: undefined,
          }),
        ]
      : [],
  )
  const flagged = items.length
  const { ledger } = openLedger(config)
  try {
    if (ledger.verify().kind === 'plain') return { kind: 'plain-file', flagged }
    const { added, present, erased } = ledger.append(items)
    return { kind: 'grown', added: added.length, present: present.length, erased: erased.length }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    onWarning(`adversarial: flagged traces were not added: ${error.message}`)
    return { kind: 'refused', flagged }
  }
}
