import type { IntentSpec } from '../intent-spec.ts'

const OPENINGS = ['', 'Hi, ', 'Hello! ', 'Good evening, ', 'Hey, ', 'Hi support, ']
const CLOSINGS = ['', ' Thanks.', ' My e-mail is {email}.', ' Thank you!', ' This is {name}.']

/** Four intents with one or two tool calls. */
export const MEDIUM_INTENTS: readonly IntentSpec[] = [
  {
    name: 'order status',
    share: 0.08,
    tier: 'medium',
    openings: OPENINGS,
    cores: [
      'where is my [order|parcel|package] {orderId} [now|right now|at the moment]?',
      'what is the [status|state] of [order|my order] {orderId}?',
      'can you [track|locate|check] [order|my order] {orderId} for me?',
      'my [order|parcel] {orderId} has not [arrived|come], where is [it|the order]?',
      'has [order|my order] {orderId} been [shipped|sent] [yet|already]?',
      'please [check|look up] the [tracking|status] of my [order|parcel] {orderId}.',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'get_order',
        arguments: slots => ({ order_id: slots.orderId }),
        result: slots => ({ order_id: slots.orderId, item: slots.item, status: 'in transit', eta_days: 2 }),
      },
    ],
    answer: slots =>
      `Order ${slots.orderId} with your ${slots.item} is in transit and arrives in about 2 days.`,
  },
  {
    name: 'update address',
    share: 0.07,
    tier: 'medium',
    openings: OPENINGS,
    cores: [
      'please [change|set|switch] my [delivery|shipping|home] address to {address}.',
      'I [moved|have moved], my new address is {address}, can you [update|change] [it|that]?',
      '[update|change] the address [on|of] my [account|profile] to {address}.',
      'my [address|delivery address] is [wrong|outdated], it should be {address}.',
      'could you [set|change|update] my [shipping|delivery] address to {address}?',
      'new [home|delivery|shipping] address for my [account|orders]: {address}.',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'get_account',
        arguments: slots => ({ email: slots.email }),
        result: slots => ({ email: slots.email, name: slots.name, phone: slots.phone }),
      },
      {
        tool: 'update_address',
        arguments: slots => ({ email: slots.email, address: slots.address }),
        result: () => ({ updated: true }),
      },
    ],
    answer: slots => `Done: the delivery address of your account is now ${slots.address}.`,
  },
  {
    name: 'password reset',
    share: 0.06,
    tier: 'medium',
    openings: OPENINGS,
    cores: [
      'I [forgot|lost] my password, can you [reset it|send a reset] for {email}?',
      'the password reset [mail|link|message] for {email} [does not arrive|never came].',
      'I cannot [log in|sign in], please reset the password [of|for] {email}.',
      'how [do|can] I [reset|change] my password? My [login|account] is {email}.',
      'my password for {email} [no longer works|is refused], I need a [reset link|password reset].',
      'please [send|mail] a [password reset link|reset link for my password] to {email}.',
    ],
    closings: CLOSINGS.filter(closing => !closing.includes('{email}')),
    steps: [
      {
        tool: 'send_reset_link',
        arguments: slots => ({ email: slots.email }),
        result: () => ({ sent: true, valid_minutes: 30 }),
      },
    ],
    answer: slots => `I sent a password reset link to ${slots.email}. It is valid for 30 minutes.`,
  },
  {
    name: 'loyalty points',
    share: 0.06,
    tier: 'medium',
    openings: OPENINGS,
    cores: [
      'how many [loyalty points|points] do I have [now|by now|on my account]?',
      'what is my [loyalty points|points] balance [now|today]?',
      'are the [loyalty points|points] for [my|the] {item} already on my account?',
      'can you tell me how many [points|loyalty points] I [collected|earned|got] with the {item}?',
      'when do my [loyalty points|points] [expire|run out]?',
      'did I [get|earn|receive] [loyalty points|points] for [order|my order] {orderId}?',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'get_points',
        arguments: slots => ({ email: slots.email }),
        result: slots => ({ email: slots.email, points: 420, expires_in_days: 90 }),
      },
    ],
    answer: () => 'You have 420 loyalty points; they expire in 90 days unless you collect new ones.',
  },
]
