import type { JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import type { Feedback, SpanRecord } from '../../normalise/span-record.ts'
import { objectIn } from '../../normalise/unwrapped.ts'
import {
  type AttributedEvent,
  type AttributedSpan,
  type Attributes,
  numberAt,
  textAt,
  valueAt,
} from './attributed-span.ts'
import { nestedAt } from './indexed-attributes.ts'

/** What a span says beside its messages: session, user, feature flags, feedback. */
export function slicesOf(span: AttributedSpan): Partial<SpanRecord> {
  const { attributes, events } = span
  return {
    sessionId: textAt(
      attributes,
      'gen_ai.conversation.id',
      'session.id',
      'langfuse.session.id',
      'langsmith.trace.session_id',
      'traceloop.association.properties.session_id',
      'ai.telemetry.metadata.sessionId',
      'ai.telemetry.metadata.session_id',
    ),
    customerId: textAt(
      attributes,
      'user.id',
      'enduser.id',
      'langfuse.user.id',
      'traceloop.association.properties.user_id',
      'ai.telemetry.metadata.userId',
      'ai.telemetry.metadata.user_id',
    ),
    flags: [
      ...flagsIn(objectIn(valueAt(attributes, 'metadata'))),
      ...events.map(flagOf).filter(flag => flag !== undefined),
    ],
    feedback: [
      ...events.flatMap(event => evaluationResult(event) ?? []),
      ...annotations(nestedAt(attributes, 'annotations'), 'annotation'),
      ...annotations(nestedAt(attributes, 'evaluations'), 'evaluation'),
      ...annotations(nestedAt(attributes, 'trace.annotations'), 'annotation'),
    ],
  }
}

/** The state of a feature flag in an event (`feature_flag.evaluation`, before that `feature_flag`). */
export function flagOf({ name, attributes }: AttributedEvent): readonly [string, string] | undefined {
  if (name !== 'feature_flag.evaluation' && name !== 'feature_flag') return undefined
  const key = textAt(attributes, 'feature_flag.key')
  const state = valueAt(
    attributes,
    'feature_flag.result.variant',
    'feature_flag.variant',
    'feature_flag.result.value',
  )
  if (key === undefined || state === undefined || typeof state === 'object') return undefined
  return [key, String(state)]
}

/** A `gen_ai.evaluation.result` event: the convention is for evaluators, so a model is taken to have said it. */
export function evaluationResult({ name, attributes }: AttributedEvent): Feedback | undefined {
  if (name !== 'gen_ai.evaluation.result') return undefined
  const label = textAt(attributes, 'gen_ai.evaluation.score.label')
  return {
    name: textAt(attributes, 'gen_ai.evaluation.name') ?? '',
    value: numberAt(attributes, 'gen_ai.evaluation.score.value'),
    label,
    comment: textAt(attributes, 'gen_ai.evaluation.explanation'),
    isFromModel: true,
  }
}

function annotations(value: JsonValue | undefined, wrapper: string): readonly Feedback[] {
  if (!isJsonArray(value)) return []
  return value.flatMap(item => {
    const inner = isJsonObject(item) ? ownValue(item, wrapper) : undefined
    return isJsonObject(inner) ? [annotationFeedback(new Map(Object.entries(inner)))] : []
  })
}

/** An annotation of OpenInference or Phoenix. */
export function annotationFeedback(fields: Attributes): Feedback {
  return {
    name: textAt(fields, 'name') ?? '',
    value: numberAt(fields, 'score'),
    label: textAt(fields, 'label'),
    comment: textAt(fields, 'explanation'),
    isFromModel: textAt(fields, 'annotator_kind')?.toUpperCase() === 'LLM',
  }
}
