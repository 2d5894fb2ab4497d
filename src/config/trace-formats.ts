/** How trace files are read; `auto`: what each file holds decides (docs/sources.md). */
export const TRACE_FORMATS = [
  'auto',
  'canonical',
  'messages',
  'rows',
  'otlp',
  'openinference',
  'langfuse',
  'langsmith',
  'litellm',
  'braintrust',
  'mlflow',
  'weave',
  'datadog',
  'inspect',
] as const

/** One of them. */
export type TraceFormat = (typeof TRACE_FORMATS)[number]
