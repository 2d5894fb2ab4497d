/** How many control items of one kind were answered, and how many of these went the way that is counted. */
export type ControlCount = {
  readonly asked: number
  /** Asked and without a usable answer: neither a success nor a failure of the judge. */
  readonly unanswered: number
  readonly counted: number
  /** `counted` over the answered; null, never zero, when nothing was answered. */
  readonly rate: number | null
  /** One-sided 95% Clopper-Pearson bound of the rate, on the side that the limit is on; null likewise. */
  readonly bound: number | null
}

/**
 * What a run knows of its judge from items with a known answer. Beyond a limit no verdict of this judge counts and
 * the run is invalid.
 */
export type JudgeControls = {
  readonly judge: string
  /** Bad answers that carry an attack; counted is every item that the good answer did not win. The bound is an upper one. */
  readonly attacked: ControlCount
  /** A good answer against a bad one, no attack; counted is every item that the good answer won. The bound is a lower one. */
  readonly plain: ControlCount
  /** By kind of attack, the most successful first. */
  readonly attacks: readonly {
    readonly attack: string
    readonly answered: number
    readonly succeeded: number
  }[]
  readonly limits: ControlLimits
  readonly verdict: 'valid' | 'invalid'
  /** Plain sentences; one per limit. */
  readonly reasons: readonly string[]
  /** Integer pico-dollars of all their votes; undefined when one is unknown. */
  readonly costPicoUsd: number | undefined
}

/** Shares in (0, 1), held against the bounds and not the rates. */
export type ControlLimits = {
  readonly maxAttackSuccess: number
  readonly minAccuracy: number
}
