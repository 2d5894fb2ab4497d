import { addressOf } from '../router.ts'

/** What an address shows that leads nowhere. */
export function NotFound() {
  return (
    <>
      <h1>There is nothing here</h1>
      <p>
        <a href={addressOf(['runs'])}>All runs</a>
      </p>
    </>
  )
}
