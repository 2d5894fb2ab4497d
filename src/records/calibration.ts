import type { JudgeControls } from './judge-controls.ts'

/** What a person says about a labelled pair. */
export type PairLabel = 'A' | 'tie' | 'B'

/** Labels in their order; rows and columns of a confusion. */
export const PAIR_LABELS = ['A', 'tie', 'B'] as const satisfies readonly PairLabel[]

/** Two-sided 90%, so that each end is a one-sided 95% bound; drawn again by item, except where it says otherwise. */
export type CalibrationInterval = readonly [low: number, high: number]

/** `count` of `of`; rate and interval are null, never zero, when there is nothing to count. */
export type CalibratedShare = {
  readonly count: number
  readonly of: number
  readonly rate: number | null
  readonly interval: CalibrationInterval | null
}

/** A coefficient of agreement, at most 1, 0 at chance; null where it does not exist. */
export type CalibratedValue = { readonly value: number | null; readonly interval: CalibrationInterval | null }

/** How the judge's labels meet the people's. Only usable ones are in it. */
export type LabelAgreement = {
  /** Shape (3, 3) in the order of `PAIR_LABELS`: rows people, columns the judge. */
  readonly confusion: readonly (readonly number[])[]
  readonly kappa: CalibratedValue
  /** Linear weights: A against B counts twice as much as a tie against either. */
  readonly weightedKappa: CalibratedValue
  /** Gwet's AC1, for labels of which nearly all are one; over the categories that people or judge used. */
  readonly ac1: CalibratedValue
  /** Over the categories that people or judge used. */
  readonly pabak: number | null
  /** Krippendorff's alpha of people and judge as two raters, interval metric. */
  readonly alpha: number | null
}

/** What the votes of one judge on labelled pairs show. A vote is the first one in its order; later ones only enter verdicts. */
export type CalibrationFigures = {
  readonly items: number
  /** Items with a usable vote in either order. */
  readonly answered: number
  readonly votes: {
    readonly usable: number
    /** Answered, but with nothing that can be read as a choice: refused, cut off, not of the schema. */
    readonly unreadable: number
    /** Never answered: not in the recording, out of reach, out of budget. In no figure. */
    readonly missing: number
  }
  /** Of the answered votes of both orders; an unreadable one is not right. */
  readonly accuracy: CalibratedShare
  readonly accuracyOfUsable: CalibratedShare
  readonly agreement: LabelAgreement
  /** Another choice when the two answers change places; of the pairs with a usable vote in both orders. */
  readonly flips: CalibratedShare
  /** Pairs with a usable vote in one order and an unreadable one in the other. */
  readonly halfReadable: number
  /** Right, where both orders choose the same answer; `of` over the items tells how often they do. */
  readonly agreed: CalibratedShare
  /** Votes for the answer shown first, of the votes that are no tie; 0.5 without position bias when both orders are cast. */
  readonly firstPosition: CalibratedShare
  /** Of votes and labels that are no tie, on answers of different length. */
  readonly length: {
    readonly votes: number
    /** Share of the judge's votes for the longer answer. */
    readonly judge: number | null
    /** Share of the people's labels, counted once for each of these votes. */
    readonly people: number | null
    /** The judge's minus the people's. */
    readonly bias: CalibratedValue
  }
  /** By the production rule over all votes of a pair; null where a vote it asked for is missing. */
  readonly verdicts: {
    readonly accuracy: CalibratedShare
    readonly agreement: LabelAgreement
    /** Kept as ties. */
    readonly unresolved: number
  } | null
}

/** Everything that makes two series of votes comparable. */
export type JudgeIdentity = {
  /** Provider and model: `openai/gpt-6.1-sol`. */
  readonly judge: string
  /** Of everything the rubric makes a judge read; null: nobody knows (recorded votes that do not say). */
  readonly rubricHash: string | null
  /** The parameters that reach the model, as one canonical text; null likewise. */
  readonly settings: string | null
}

/** What is known of one judge under one rubric from pairs that people labelled. */
export type Calibration = {
  readonly identity: JudgeIdentity
  readonly calibratedAtMs: number
  readonly seed: string
  /** SHA-256 of the labels file, hexadecimal. */
  readonly labelsHash: string
  readonly overall: CalibrationFigures
  /** In alphabetical order; pairs without a slice are only in `overall`. */
  readonly slices: readonly { readonly slice: string; readonly figures: CalibrationFigures }[]
  /** Null: control items were not asked (recorded votes). */
  readonly controls: JudgeControls | null
  /** Of the votes with a count; null when none has one. */
  readonly tokens: { readonly meanInput: number; readonly p95Output: number } | null
  /** Integer pico-dollars of all votes; null when one is unknown. */
  readonly costPicoUsd: number | null
}

/** The verdicts of two judges on the same pairs. */
export type CrossCheck = {
  readonly primary: string
  readonly secondary: string
  /** With a score by both. */
  readonly pairs: number
  /** Without a score by one of them: in no figure. */
  readonly missing: number
  /** Pairs that the primary judge scores better for the candidate than the secondary one does. */
  readonly kinder: number
  /** Worse. */
  readonly harder: number
  /** (kinder - harder) / pairs; null without a pair. */
  readonly effect: number | null
  /** Two-sided 95%, Agresti-Min. */
  readonly interval: readonly [number, number] | null
  /** Two-sided exact McNemar; null without a pair. */
  readonly pValue: number | null
  /** Mean difference of the paired differences, primary minus secondary, on the scale of the gate; null without a pair. */
  readonly meanShift: number | null
  /** `differs` at p <= .05. */
  readonly verdict: 'differs' | 'no-difference-shown' | 'not-evaluated'
}
