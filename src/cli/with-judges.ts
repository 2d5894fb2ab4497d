import { ConfigError } from '../errors/config-error.ts'
import { judgeIdentity } from '../stages/calibrate/judge-identity.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import type { WithJudges } from './commands/calibrate.ts'
import { createJudge } from './create-judge.ts'
import { withJudge } from './create-judges.ts'
import { interruptible } from './interruptible.ts'
import { openModels } from './open-models.ts'

/** Opens the judges of a config, those of `models.judges` and the named one, and closes them however `work` ends. */
export const withJudges: WithJudges = async (config, work) => {
  const named = [config.freeform.judge.model ?? [], config.models.judges].flat()
  if (named.length === 0) {
    throw new ConfigError(
      'Expected a judge in `models.judges` or `evaluation.freeform.judge_model`, found none',
      {
        path: 'models.judges',
      },
    )
  }
  const onWarning = (warning: string): void => {
    process.stderr.write(`warning: ${escapeTerminal(warning)}\n`)
  }
  const interrupt = interruptible()
  const { signal } = interrupt
  const open = await openModels(config, process.env, { signal, onWarning })
  try {
    const judges = []
    for (const name of new Set(named)) {
      const judge = await createJudge(withJudge(config, name), { ...open.models, ...open, signal })
      const [asked] = judge?.manifest ?? []
      if (judge === undefined || asked === undefined) continue
      judges.push({ voter: judge.texts.voter, identity: judgeIdentity(asked), check: judge.check })
    }
    return await work({ judges, redactText: open.redactText, nowMs: Date.now, signal })
  } finally {
    interrupt.dispose()
    open.close()
  }
}
