/** A verdict as a word and a shape, so that it needs no colour to be read. */
export function VerdictBadge({ verdict }: { readonly verdict: string | undefined }) {
  if (verdict === undefined) return <span class="badge muted">no verdict</span>
  const sign = verdict === 'PASS' ? '✓' : verdict === 'FAIL' ? '✕' : '?'
  return (
    <span class={`badge ${verdict}`}>
      <span aria-hidden="true">{sign}</span> {verdict}
    </span>
  )
}
