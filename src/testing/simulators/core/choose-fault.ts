import type { Rng } from '../../../numeric/random.ts'
import type { Fault, FaultMoment } from './fault.ts'

/** The first scripted fault that strikes this call, or undefined. */
export function chooseFault(
  faults: readonly Fault[],
  call: { readonly endpoint: string; readonly call: number; readonly nowMs: number },
  random: Rng,
): Fault | undefined {
  return faults.find(
    fault =>
      (fault.endpoint === '*' || fault.endpoint === call.endpoint) && strikes(fault.when, call, random),
  )
}

function strikes(
  when: FaultMoment,
  { call, nowMs }: { readonly call: number; readonly nowMs: number },
  random: Rng,
): boolean {
  if ('call' in when) return call === when.call
  if ('fromCall' in when) return when.fromCall <= call && call <= when.toCall
  if ('every' in when) return call % when.every === 0
  if ('fromMs' in when) return when.fromMs <= nowMs && nowMs < when.toMs
  return random.nextFloat() < when.probability
}
