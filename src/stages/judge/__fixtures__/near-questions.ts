/** A user's message and the two answers to it. */
export type Texts = { readonly request: string; readonly candidate: string; readonly baseline: string }

/** Two questions that look alike: the second is the first with some texts replaced. */
export type NearPair = { readonly name: string; readonly first: Texts; readonly second: Texts }

const PASSWORD: Texts = {
  request: 'How do I reset my password?',
  candidate: 'Open the settings page and choose "Reset password". You will get a link by email.',
  baseline: 'Please use the link on the login page.',
}
const PARCEL: Texts = {
  request: 'Where is my parcel? I have been waiting for it for a long time.',
  candidate: 'I am sorry for the delay. Your parcel is in the sorting centre and will arrive soon.',
  baseline: 'The parcel is on its way to you.',
}
const REFUND: Texts = {
  request: 'I want to return the blender that I ordered last week and get my money back.',
  candidate:
    'Of course. The return label is in your account, and the refund takes 5 days after we receive it.',
  baseline: 'You can return the blender. We will refund you in 5 days.',
}
const DOSE: Texts = {
  request: 'How much of the syrup does the leaflet recommend for adults?',
  candidate: 'The leaflet recommends 15 mg for adults, taken with water.',
  baseline: 'Adults take 15 mg according to the leaflet.',
}
const BOOKING: Texts = {
  request: 'Can I change the seat of my flight to Lisbon?',
  candidate: 'Yes, the fare of booking QX7T2 allows a change of the seat without a fee.',
  baseline: 'Yes, you can change the seat in the booking QX7T2.',
}

/** A pair that differs in `change`. */
export function nearPair(name: string, first: Texts, change: Partial<Texts>): NearPair {
  return { name, first, second: { ...first, ...change } }
}

/** The same question in other words: a vote on one is a vote on the other. */
export const PARAPHRASES: readonly NearPair[] = [
  nearPair('another auxiliary', PASSWORD, { request: 'How can I reset my password?' }),
  nearPair('politeness', PASSWORD, { request: 'Hello, how do I reset my password please?' }),
  nearPair('another verb', PASSWORD, { request: 'How do I change my password?' }),
  nearPair('longer and shorter', PASSWORD, { baseline: 'Please just follow the link on the login page.' }),
  nearPair('small words', PASSWORD, { baseline: 'Please use the link at the login page.' }),
  nearPair('contraction', PARCEL, {
    candidate: "I'm sorry for the delay. Your parcel is in the sorting centre and will arrive soon.",
  }),
  nearPair('synonym', PARCEL, { baseline: 'The package is on its way to you.' }),
  nearPair('case and marks', PARCEL, {
    request: 'where is my parcel?  I have been waiting for it for a long time!',
  }),
  nearPair('two texts', PARCEL, {
    request: 'Where is my parcel? I have been waiting for it for such a long time.',
    baseline: 'The parcel is now on its way to you.',
  }),
  nearPair('synonyms in a long request', REFUND, {
    request: 'I would like to return the blender that I purchased last week and get my money back.',
  }),
  nearPair('connective', REFUND, {
    baseline: 'You can return the blender, and we will refund you in 5 days.',
  }),
  nearPair('added courtesy', REFUND, {
    request: 'Hi, I want to return the blender that I ordered last week and get my money back, please.',
  }),
  nearPair('another noun', DOSE, {
    request: 'How much of the syrup does the package leaflet recommend for adults?',
  }),
  nearPair('voice', DOSE, {
    candidate: 'For adults, 15 mg is recommended by the leaflet, taken with water.',
  }),
  nearPair('articles', BOOKING, {
    request: 'Can I change my seat on the flight to Lisbon?',
    baseline: 'Yes, you can change the seat in booking QX7T2.',
  }),
]

/** Another question in nearly the same words: a vote on one says nothing about the other. */
export const LOOKALIKES: readonly NearPair[] = [
  nearPair('negated answer', BOOKING, {
    candidate: 'Yes, the fare of booking QX7T2 does not allow a change of the seat without a fee.',
  }),
  nearPair('negated contraction', PARCEL, { baseline: "The parcel isn't on its way to you." }),
  nearPair('yes and no', BOOKING, { baseline: 'No, you can change the seat in the booking QX7T2.' }),
  nearPair('number', DOSE, { candidate: 'The leaflet recommends 50 mg for adults, taken with water.' }),
  nearPair('unit', DOSE, { candidate: 'The leaflet recommends 15 g for adults, taken with water.' }),
  nearPair('time', REFUND, { baseline: 'You can return the blender. We will refund you in 15 days.' }),
  nearPair('identifier', BOOKING, { baseline: 'Yes, you can change the seat in the booking QX7T3.' }),
  nearPair('place', BOOKING, { request: 'Can I change the seat of my flight to London?' }),
  nearPair('quotation', PASSWORD, {
    candidate: 'Open the settings page and choose "Delete account". You will get a link by email.',
  }),
  nearPair(
    'opposite verb',
    { ...REFUND, baseline: 'Your request was approved by the team.' },
    {
      baseline: 'Your request was rejected by the team.',
    },
  ),
  nearPair(
    'swapped roles',
    { ...REFUND, candidate: 'The carrier informs the warehouse about the damage.' },
    { candidate: 'The warehouse informs the carrier about the damage.' },
  ),
  nearPair(
    'swapped names',
    { ...REFUND, candidate: 'The amount goes from <PERSON_k1_96F89D26> to <PERSON_k1_0A11B2C3>.' },
    { candidate: 'The amount goes from <PERSON_k1_0A11B2C3> to <PERSON_k1_96F89D26>.' },
  ),
  nearPair('tense', PARCEL, {
    candidate: 'I am sorry for the delay. Your parcel is in the sorting centre and might arrive soon.',
  }),
  nearPair('another thing', REFUND, {
    request: 'I want to return the toaster that I ordered last week and get my money back.',
  }),
  nearPair('swapped answers', PASSWORD, { candidate: PASSWORD.baseline, baseline: PASSWORD.candidate }),
]
