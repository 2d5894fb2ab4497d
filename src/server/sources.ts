import type { AuditHistory, AuditLabel } from '../records/audit.ts'
import type { Calibration } from '../records/calibration.ts'
import type { RunStore } from '../store/run-store.ts'
import type {
  AddedToSet,
  AdversarialSet,
  BudgetView,
  DriftComparison,
  LiveRuns,
  PostAdversarial,
  ScheduleView,
} from './contract.ts'
import type { Receiver } from './otlp/receiver.ts'

/** What the API reads and writes. Everything that is read here may be written by a run at the same time. */
export type ApiSources = {
  readonly version: string
  readonly nowMs: () => number
  readonly store: Pick<RunStore, 'run' | 'runStates' | 'runPart' | 'runPartSize' | 'trace'>
  readonly audits: {
    readonly weeklySize: number
    readonly history: () => Promise<AuditHistory>
    readonly append: (labels: readonly AuditLabel[]) => Promise<void>
  }
  readonly adversarial: {
    readonly list: () => AdversarialSet
    readonly add: (post: PostAdversarial) => Promise<AddedToSet>
  }
  readonly budget: () => BudgetView
  readonly calibrations: () => Promise<readonly Calibration[]>
  /** Two windows, each a date or a run. Absent: this server cannot compare. */
  readonly compareWindows?: ((from: string, to: string) => Promise<DriftComparison>) | undefined
  readonly liveRuns: () => LiveRuns
  /** What this server starts by itself; null or absent: nothing. */
  readonly schedule?: (() => ScheduleView | null) | undefined
  /** Absent: this server receives no traces. */
  readonly receiver?: Receiver | undefined
}
