import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { RealTextGuard } from '../stages/synthesise/real-text-guard.ts'
import type { RunStore } from '../store/run-store.ts'

/**
 * A store that takes no traces, vectors or models before the guard knows the real texts: until then they could only be
 * real ones. Whatever a command does, it fails before it writes.
 *
 * @throws {ConfigError} from what would write.
 */
export function keepsNoRealText(store: RunStore, guard: RealTextGuard): RunStore {
  const checked = (): void => {
    if (!guard.isArmed()) throw keepsNothing('This command')
  }
  return {
    ...store,
    putTraces(side, traces) {
      if (traces.length > 0) checked()
      store.putTraces(side, traces)
    },
    putVectors(modelId, rows) {
      if (rows.length > 0) checked()
      store.putVectors(modelId, rows)
    },
    putModel(model) {
      checked()
      store.putModel(model)
    },
  }
}

/** @throws {ConfigError} when `what` would keep traces although the config keeps none. */
export function requireKeeping({ privacy }: Pick<Config, 'privacy'>, what: string): void {
  if (privacy.mode === 'synthetic') throw keepsNothing(what)
}

function keepsNothing(what: string): ConfigError {
  return new ConfigError(
    `${what} keeps real traces or their vectors, and \`privacy.mode: synthetic\` keeps none`,
    {
      path: 'privacy.mode',
      hint: '`tidegate run` and `tidegate strata` read the traces of `source` and keep synthetic ones (docs/synthetic.md)',
    },
  )
}
