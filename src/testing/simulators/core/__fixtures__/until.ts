const MOST_TURNS = 100_000

/** Lets the event loop turn until `condition` holds. @throws {Error} when it never does. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (condition()) return
    await new Promise(resolve => setImmediate(resolve))
  }
  throw new Error(
    `Expected a condition within ${MOST_TURNS} turns of the event loop, it never held: ${condition}`,
  )
}
