import { describe, expect, it } from 'vitest'
import { escapeHtml, html } from './markup.ts'

describe('html', () => {
  it('escapes every value that is not markup, in elements and in attributes', () => {
    const hostile = `"><script>alert('x')</script>&`
    expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
    )
  })

  it('keeps nested markup and lists of it as they are', () => {
    const items = ['a<b', 'c'].map(text => html`<li>${text}</li>`)
    expect(html`<ul>${items}</ul>${html`<hr>`}${3}`.text).toBe('<ul><li>a&lt;b</li><li>c</li></ul><hr>3')
  })

  it('shows control, bidirectional and zero-width characters and lone surrogates instead of obeying them', () => {
    expect(escapeHtml('a\u0000b\u202ec\u200bd\ud800e\nf\tg')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\nf\tg')
  })
})
