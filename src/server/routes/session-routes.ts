import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { apiError } from '../api-error.ts'
import { readJson } from '../read-json.ts'
import { SESSION_SECONDS, type Sessions } from '../security/sessions.ts'

/** Signing in and out. The code of the printed link opens one session, the token any number. */
export function sessionRoutes(sessions: Sessions, cookieName: string): Hono {
  const app = new Hono()
  app.post('/api/session', async context => {
    const json = await readJson(context)
    if (json instanceof Response) return json
    const { code, token } = json
    const secret =
      typeof code === 'string'
        ? sessions.redeemCode(code)
        : typeof token === 'string'
          ? sessions.redeemToken(token)
          : undefined
    if (secret === undefined)
      return apiError(context, 401, 'unauthorized', 'this link was used already, or the token is wrong')
    setCookie(context, cookieName, secret, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: SESSION_SECONDS,
      // Set by a proxy in front of us that speaks TLS; whoever lies about it only locks themselves out.
      secure: context.req.header('x-forwarded-proto') === 'https',
    })
    return context.body(null, 204)
  })
  app.delete('/api/session', context => {
    sessions.end(getCookie(context, cookieName) ?? '')
    deleteCookie(context, cookieName, { path: '/' })
    return context.body(null, 204)
  })
  app.get('/login', context => context.html(LOGIN_PAGE))
  app.get('/login.js', context => script(context, LOGIN_SCRIPT))
  return app
}

function script(context: Context, text: string): Response {
  return context.body(text, 200, { 'content-type': 'text/javascript; charset=utf-8' })
}

const LOGIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in to Tidegate</title>
<link rel="icon" href="data:,">
<h1>Tidegate</h1>
<p id="state" role="status">Signing in needs JavaScript.</p>
<form id="form" hidden>
<label>Token <input id="token" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
<script src="/login.js" defer></script>
</html>
`

/** The code stands behind the # of the link, so that it reaches no log, and leaves the address bar at once. */
const LOGIN_SCRIPT = `const state = document.getElementById('state')
const form = document.getElementById('form')
async function signIn(body) {
  const answer = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.ok) location.replace('/')
  else {
    state.textContent = 'This link was used already, or the token is wrong.'
    form.hidden = false
  }
}
form.addEventListener('submit', event => {
  event.preventDefault()
  signIn({ token: document.getElementById('token').value })
})
const code = location.hash.slice(1)
history.replaceState(null, '', '/login')
if (code !== '') {
  state.textContent = 'Signing in.'
  signIn({ code })
} else {
  state.textContent = 'Open the link that tidegate serve printed, or sign in with the token.'
  form.hidden = false
}
`
