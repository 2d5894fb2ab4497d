import type { ComponentChildren } from 'preact'

type Props = { readonly href: string | null | undefined; readonly children: ComponentChildren }

/** A link to another site when its address is one of the web; else the words alone. */
export function SafeLink({ href, children }: Props) {
  if (href == null || !/^https?:\/\//i.test(href)) return <>{children}</>
  return (
    <a href={href} rel="noreferrer" target="_blank">
      {children}
    </a>
  )
}

/** Where a trace is seen, made of a template with `{trace_id}` in it; undefined without one. */
export function traceAddress(template: string | null, traceId: string): string | undefined {
  return template?.replaceAll('{trace_id}', () => encodeURIComponent(traceId))
}
