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
      'how long [does|will] [shipping|delivery|the shipment] [take|need] for [a|one|my] {item}?',
      'how many [days|working days] until [a|my|the] {item} [is delivered|arrives|gets here] with [standard|normal|express] [shipping|delivery]?',
      'what is the [delivery|shipping] time [for|of] [a|the|one] {item} [these days|right now|at the moment]?',
      'when [would|will|does] [a|the] {item} [ship|get shipped] and how long [does|will] [shipping|delivery|it] take?',
      'how [fast|quick] is [shipping|delivery] if I [order|buy] [a|the] {item} [today|now|tonight]?',
      'what are your [shipping|delivery] [times|days] for [a|the|one] {item} [please|currently|this week]?',
      'is [express|priority] [shipping|delivery] faster for [a|the] {item}, and how [many days|long] does [it|that] take?',
      'how [long|many days] is the [delivery|shipping] of [a|the|my] {item} [at the moment|currently|these days]?',
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
      'what is [your|the] [return|returns] policy [for|on] [a|the|one] {item}?',
      'can I [return|send back] [a|the|my] {item} if [I do not like it|it is not for me], what is the [policy|return policy|rule]?',
      'how [many days|long] do I have to [return|send back] [a|the|my] {item}?',
      'is it [possible|allowed|ok] to [send|ship] [a|the] {item} back under [the|your] [return|returns] policy?',
      'do you [accept|take] [returns|a return] of [a used|an opened|a worn] {item}?',
      'who [pays|covers the cost] for [returning|the return of] [a|the|my] {item}?',
      'what does [the|your] [return|returns] policy say about [a|the|an opened] {item}?',
      'until when can I [return|send back] [a|the] {item} [I bought|we got|ordered] as a [present|gift]?',
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
      'what are the [opening hours|hours|opening times] of [your|the] [store|shop] in {city}?',
      'when does [the|your] {city} [store|shop] open on [Saturday|Monday|Friday]?',
      'is [the|your] [store|shop] in {city} open on [Sunday|Saturday|a holiday]?',
      'until [what time|when] is [your|the] {city} [store|shop] open [today|tonight|tomorrow]?',
      '[what time|when] does [the|your] [store|shop] in {city} close [today|on weekdays|on Saturday]?',
      'are the [opening hours|hours|opening times] of [the|your] {city} [store|shop] different on [holidays|Sunday|weekends]?',
      'when can I [visit|come to] [your|the] [store|shop] in {city}, what are the [hours|opening hours]?',
      'at what [hour|time] does [the|your] {city} [store|shop] open in the morning?',
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
      'do you [sell|have|offer] gift cards, and for [which|what] [amounts|values]?',
      'can I [pay|check out|settle] for [a|the|my] {item} with [a|my|one] gift card?',
      'how do I [redeem|use|apply] [a|my|the] gift card for [a|the] {item}?',
      '[does|will] [a|my|the] gift card [expire|run out|stay valid] [some day|after a year|at all]?',
      'can [a|the] gift card be [sent|mailed|delivered] by e-mail as a [present|gift]?',
      'where do I [see|check|find] [how much is left|the balance|the rest] on my gift card?',
      'is it [possible|ok] to [combine|use] [two|several|three] gift cards for [a|one] {item}?',
      'I [would like|want] to [buy|get|order] a gift card [for a friend|as a present], how does [that|it] work?',
    ],
    closings: CLOSINGS,
    steps: [],
    answer: () =>
      'Gift cards come in any amount from 10 to 500, are delivered by e-mail, never expire, and are redeemed at checkout. Several cards can be combined.',
  },
]
