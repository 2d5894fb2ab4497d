import { InterruptedError } from '../errors/interrupted-error.ts'

/**
 * The first Ctrl-C stops the run between two items and keeps what is finished; the second one ends the process. The end of
 * a server that started this process for a scheduled run counts as one.
 */
export function interruptible(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping; press Ctrl-C again to end at once\n')
    controller.abort(new InterruptedError('Interrupted', { hint: 'run the same command again to continue' }))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('disconnect', onSignal)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      process.off('disconnect', onSignal)
    },
  }
}
