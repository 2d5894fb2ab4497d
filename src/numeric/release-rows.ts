import type { Matrix } from './matrix.ts'

/**
 * Gives the memory of rows that nobody reads any more back to the system at once, whoever still holds them: functions
 * that wait hold their arguments, and the garbage collector is in no hurry. The rows are empty afterwards.
 */
export function releaseRows({ data }: Pick<Matrix, 'data'>): void {
  if (data.buffer instanceof ArrayBuffer) data.buffer.transfer(0)
}
