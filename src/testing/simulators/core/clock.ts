/** The time of a simulator and of everything that waits beside it; virtual in tests, real in latency benchmarks. */
export interface SimulatorClock {
  /** Milliseconds since the epoch. */
  nowMs(): number
  /** Resolves when `ms` have passed. @throws the signal's reason once it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** As `sleep`, for work nobody waits for (a batch job): never the reason for time to jump. */
  later(ms: number, signal?: AbortSignal): Promise<void>
  /** Time does not jump before the returned function is called: somebody is working. */
  hold(): () => void
}

/** A clock that moves only when told to, or when everything waits. */
export interface VirtualClock extends SimulatorClock {
  /**
   * Moves time on. Sleepers wake in time order, each at its own time, and what they do (also over sockets of this
   * process) has come to rest before the next one wakes.
   */
  advance(ms: number): Promise<void>
  /** How many wait in `sleep` or `later`. */
  sleeperCount(): number
}
