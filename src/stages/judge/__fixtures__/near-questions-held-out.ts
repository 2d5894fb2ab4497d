import { type NearPair, nearPair as pair, type Texts } from './near-questions.ts'

// Written after the guard was fixed, and never used to change it.

const INVOICE: Texts = {
  request: 'Why does my invoice show a fee for storage?',
  candidate: 'The fee covers the files beyond the free plan. You can see the list on the billing page.',
  baseline: 'Storage beyond the free plan is billed separately.',
}
const TICKET: Texts = {
  request: 'The app crashes whenever I try to upload a photo from the gallery.',
  candidate: 'Thank you for the report. Our engineers are looking into the crash and will write to you.',
  baseline: 'Please reinstall the app and try it again.',
}
const CODE: Texts = {
  request: 'What does the function do with an empty list?',
  candidate: 'It returns the default value and writes a line to the log.',
  baseline: 'For an empty list the function gives the default value back.',
}

export const HELD_OUT_PARAPHRASES: readonly NearPair[] = [
  pair('why is', INVOICE, { request: 'Why is there a fee for storage on my invoice?' }),
  pair('greeting', INVOICE, { request: 'Hi, why does my invoice show a fee for storage?' }),
  pair('bill', INVOICE, { request: 'Why does my bill show a fee for storage?' }),
  pair('preposition', INVOICE, {
    candidate: 'The fee covers the files beyond the free plan. You can see the list in the billing page.',
  }),
  pair('when', TICKET, { request: 'The app crashes when I try to upload a photo from the gallery.' }),
  pair('every time', TICKET, {
    request: 'Every time I try to upload a photo from the gallery, the app crashes.',
  }),
  pair('contraction', TICKET, {
    candidate: "Thanks for the report. Our engineers are looking into the crash and they'll write to you.",
  }),
  pair('picture', TICKET, {
    request: 'The app crashes whenever I try to upload a picture from the gallery.',
  }),
  pair('article', CODE, { candidate: 'It returns a default value and writes a line to the log.' }),
  pair('given', CODE, { request: 'What does the function do when given an empty list?' }),
]

export const HELD_OUT_LOOKALIKES: readonly NearPair[] = [
  pair('other plan', INVOICE, { baseline: 'Storage beyond the team plan is billed separately.' }),
  pair('other fee', INVOICE, { request: 'Why does my invoice show a fee for support?' }),
  pair('never', INVOICE, { baseline: 'Storage beyond the free plan is never billed separately.' }),
  pair('other page', INVOICE, {
    candidate: 'The fee covers the files beyond the free plan. You can see the list on the profile page.',
  }),
  pair('other trigger', TICKET, {
    request: 'The app crashes whenever I try to upload a video from the gallery.',
  }),
  pair('other actor', TICKET, {
    candidate: 'Thank you for the report. Our lawyers are looking into the crash and will write to you.',
  }),
  pair('restart', TICKET, { baseline: 'Please restart the app and try it again.' }),
  pair('raises', CODE, { candidate: 'It raises the default value and writes a line to the log.' }),
  pair('other argument', CODE, { request: 'What does the function do with an empty string?' }),
  pair('swapped clause', CODE, { candidate: 'It writes the default value and returns a line to the log.' }),
]
