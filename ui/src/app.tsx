import { useEffect, useRef } from 'preact/hooks'
import { addressOf, usePlace } from './router.ts'
import { VIEWS, viewOf } from './views.ts'

/** The frame of every page: where one can go, and the view of the place one is at. */
export function App() {
  const place = usePlace()
  const view = viewOf(place)
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  const path = place.parts.join('/')

  useEffect(() => {
    document.title = `${[view.title, ...place.parts.slice(1)].join(', ')} · Tidegate`
    // A reader of screens hears where a link led; the first view is announced by the page itself.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
    isFirst.current = false
  }, [view.title, path])

  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <header class="bar">
        <strong>Tidegate</strong>
        <nav aria-label="Views">
          <ul>
            {VIEWS.map(each => (
              <li key={each.name}>
                <a href={addressOf([each.name])} aria-current={each === view ? 'page' : undefined}>
                  {each.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="page-content" ref={main} tabIndex={-1}>
        <view.View place={place} />
      </main>
    </>
  )
}
