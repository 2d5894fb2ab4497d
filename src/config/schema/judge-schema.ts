import { z } from 'zod'
import { answeringModel, flag, integer, numberInside, oneOf } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

/** How the judge is asked, and when its verdicts count. */
export const judgeSchema = z.strictObject({
  mode: oneOf(['live', 'batch', 'auto']).default('live'),
  votes: oneOf(['adaptive', 'all']).default('adaptive'),
  concurrency: integer(1, 1024).default(32),
  max_attack_success: numberInside(0, 1).default(0.2),
  min_control_accuracy: numberInside(0, 1).default(0.8),
  secondary: answeringModel().optional(),
  allow_same_family: flag().default(false),
})

/** What each key of `judge` changes. */
export const JUDGE_EFFECTS: Effects = {
  'judge.mode': effective('whether votes are asked for live or as a batch job'),
  'judge.votes': effective('whether the third vote is asked for only where the first two disagree'),
  'judge.concurrency': effective('how many votes are asked for at the same time'),
  'judge.max_attack_success': effective(
    'how many attacks in the control items may succeed before no verdict of the judge counts',
  ),
  'judge.min_control_accuracy': effective(
    'how many plain control items have to be right for a verdict of the judge to count',
  ),
  'judge.secondary': effective('the judge that cross-checks the first'),
  'judge.allow_same_family': effective('whether a judge may be of the family of a side'),
}
