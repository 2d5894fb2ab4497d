/** Where a trace is seen in the tool it came from, made of the template of `source.trace_url`; undefined without one. */
export function traceLink(template: string | undefined, traceId: string): string | undefined {
  // A function as replacement: an id may hold `$&`, which a replacement text would expand.
  return template?.replaceAll('{trace_id}', () => encodeURIComponent(traceId.toWellFormed()))
}
