import type { IntentSpec } from '../intent-spec.ts'

const OPENINGS = [
  '',
  'Hi! ',
  'Hello, ',
  'Quick question: ',
  'Hey there, ',
  'Good morning, ',
  'Sorry to bother you, ',
  'One thing before I buy: ',
]
const CLOSINGS = [
  '',
  ' Thanks!',
  ' Thank you.',
  ' Cheers',
  ' Please let me know.',
  ' I am in {city}.',
  ' Much appreciated.',
]

/** The four simplest intents: one question, one answer, no tool. They are what a static suite tends to cover. */
export const SIMPLE_INTENTS: readonly IntentSpec[] = [
  {
    name: 'shipping times',
    share: 0.24,
    tier: 'simple',
    openings: OPENINGS,
    cores: [
      'how long does shipping take for a {item}?',
      'how many days until a {item} is delivered with standard shipping?',
      'what is the delivery time for a {item}?',
      'when would a {item} ship and how long does shipping take?',
      'how fast is shipping if I order a {item} today?',
      'what are your shipping times for a {item}?',
      'is express shipping faster for a {item}, and how many days does it take?',
      'how long is the delivery of a {item} at the moment?',
    ],
    closings: CLOSINGS,
    steps: [],
    answer: slots =>
      `Standard shipping of a ${slots.item} takes 3 to 5 business days, express shipping takes 1 to 2 business days. You get a tracking link as soon as it leaves the warehouse.`,
  },
  {
    name: 'return policy',
    share: 0.18,
    tier: 'simple',
    openings: OPENINGS,
    cores: [
      'what is your return policy for a {item}?',
      'can I return a {item} if I do not like it, what is the policy?',
      'how many days do I have to return a {item}?',
      'is it possible to send a {item} back under the return policy?',
      'do you accept returns of a used {item}?',
      'who pays for returning a {item}?',
      'what does the return policy say about a {item}?',
      'until when can I return a {item} I bought as a present?',
    ],
    closings: CLOSINGS,
    steps: [],
    answer: slots =>
      `You can return a ${slots.item} within 30 days of delivery, unused and in its packaging. Returns are free with the label in your account.`,
  },
  {
    name: 'store hours',
    share: 0.13,
    tier: 'simple',
    openings: OPENINGS,
    cores: [
      'what are the opening hours of your store in {city}?',
      'when does the {city} store open on Saturday?',
      'is the store in {city} open on Sunday?',
      'until what time is your {city} store open today?',
      'what time does the store in {city} close?',
      'are the opening hours of the {city} store different on holidays?',
      'when can I visit your store in {city}, what are the hours?',
      'at what hour does the {city} store open in the morning?',
    ],
    closings: CLOSINGS.filter(closing => !closing.includes('{city}')),
    steps: [],
    answer: slots =>
      `Our store in ${slots.city} is open Monday to Saturday from 9:00 to 19:00 and closed on Sunday. On public holidays it stays closed.`,
  },
  {
    name: 'gift cards',
    share: 0.09,
    tier: 'simple',
    openings: OPENINGS,
    cores: [
      'do you sell gift cards, and for which amounts?',
      'can I pay for a {item} with a gift card?',
      'how do I redeem a gift card for a {item}?',
      'does a gift card expire?',
      'can a gift card be sent by e-mail as a present?',
      'where do I see how much is left on my gift card?',
      'is it possible to combine two gift cards for a {item}?',
      'I would like to buy a gift card, how does that work?',
    ],
    closings: CLOSINGS,
    steps: [],
    answer: () =>
      'Gift cards come in any amount from 10 to 500, are delivered by e-mail, never expire, and are redeemed at checkout. Several cards can be combined.',
  },
]
