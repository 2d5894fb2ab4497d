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
      'where is my order {orderId}?',
      'what is the status of order {orderId}?',
      'can you track order {orderId} for me?',
      'my order {orderId} has not arrived, where is it?',
      'has order {orderId} been shipped yet?',
      'please check the tracking of my order {orderId}.',
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
      'please change my delivery address to {address}.',
      'I moved, my new address is {address}, can you update it?',
      'update the address on my account to {address}.',
      'my address is wrong, it should be {address}.',
      'could you set my shipping address to {address}?',
      'new home address for my account: {address}.',
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
      'I forgot my password, can you reset it for {email}?',
      'the password reset mail for {email} does not arrive.',
      'I cannot log in, please reset the password of {email}.',
      'how do I reset my password? My login is {email}.',
      'my password for {email} no longer works, I need a reset link.',
      'please send a password reset link to {email}.',
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
      'how many loyalty points do I have?',
      'what is my loyalty points balance?',
      'are the loyalty points for my {item} already on my account?',
      'can you tell me how many points I collected with the {item}?',
      'when do my loyalty points expire?',
      'did I get loyalty points for order {orderId}?',
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
