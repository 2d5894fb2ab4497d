/** Text that is already HTML; made only by `html` below, which escapes everything else. */
export type Markup = { readonly kind: 'markup'; readonly text: string }

type Part = Markup | string | number | readonly Markup[]

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters XML and HTML forbid, and the invisible ones that reorder or hide text. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]|[^\P{Cc}\n\t]/gu

/** Markup of a template whose values are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.reduce((before, string, index) => before + toHtml(parts[index - 1] as Part) + string)
  return { kind: 'markup', text }
}

function toHtml(part: Part): string {
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeHtml(part)
  return 'kind' in part ? part.text : part.map(each => each.text).join('')
}

/** `text` as HTML character data, safe inside elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, '\ufffd')
    .replace(/[&<>"']/g, character => ESCAPES[character] ?? character)
}
