import type { JsonObject } from '../../../../records/json-value.ts'
import { ownValue } from '../../located.ts'
import type { Feedback } from '../../normalise/span-record.ts'
import { firstOf, textOf } from '../../normalise/unwrapped.ts'

/** A score of Langfuse; source `EVAL` is a model's opinion. A correction is no score. */
export function scoreFeedback(row: JsonObject): readonly Feedback[] {
  const name = textOf(row, 'name')
  const type = textOf(row, 'dataType', 'data_type')
  if (name === undefined || type === 'CORRECTION') return []
  const value = firstOf(row, 'value')
  return [
    {
      name,
      value: type === 'BOOLEAN' && typeof value === 'number' ? value !== 0 : value,
      label: textOf(row, 'stringValue', 'string_value'),
      comment: textOf(row, 'comment'),
      isFromModel: ownValue(row, 'source') === 'EVAL',
    },
  ]
}
