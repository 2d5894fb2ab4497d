import type { IntentSpec } from '../intent-spec.ts'

const OPENINGS = ['', 'Hi, ', 'Hello, ', 'This is really annoying: ', 'I need help, ', 'Good day, ']
const CLOSINGS = [
  '',
  ' My name is {name}.',
  ' You can reach me at {phone}.',
  ' Thanks.',
  ' My e-mail is {email}.',
]

/** Three intents whose workflow needs three or four tool calls in a row. */
export const MULTI_STEP_INTENTS: readonly IntentSpec[] = [
  {
    name: 'refund damaged item',
    share: 0.045,
    tier: 'multi-step',
    openings: OPENINGS,
    cores: [
      'the {item} from order {orderId} arrived damaged and I want a refund.',
      'my {item} came broken, please refund order {orderId}.',
      'I want my money back, the {item} in order {orderId} is damaged.',
      'order {orderId}: the {item} has a crack, how do I get a refund?',
      'please refund the damaged {item} of order {orderId}.',
      'the {item} was defective on arrival, I ask for a refund of order {orderId}.',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'get_order',
        arguments: slots => ({ order_id: slots.orderId }),
        result: slots => ({
          order_id: slots.orderId,
          item: slots.item,
          amount: slots.amount,
          status: 'delivered',
        }),
      },
      {
        tool: 'check_refund_eligibility',
        arguments: slots => ({ order_id: slots.orderId, reason: 'damaged' }),
        result: () => ({ eligible: true }),
      },
      {
        tool: 'issue_refund',
        arguments: slots => ({ order_id: slots.orderId, amount: slots.amount, method: 'original_payment' }),
        result: () => ({ refund: 'accepted', days: 5 }),
      },
      {
        tool: 'send_confirmation',
        arguments: slots => ({ email: slots.email, template: 'refund_issued' }),
        result: () => ({ sent: true }),
      },
    ],
    answer: slots =>
      `I refunded ${slots.amount} for the damaged ${slots.item} of order ${slots.orderId}. The money arrives within 5 days, and a confirmation is on its way to ${slots.email}.`,
  },
  {
    name: 'exchange item',
    share: 0.03,
    tier: 'multi-step',
    openings: OPENINGS,
    cores: [
      'I want to exchange the {item} from order {orderId} for another size.',
      'can I swap the {item} in order {orderId} for a different colour?',
      'please exchange my {item}, order {orderId}, the size is wrong.',
      'the {item} of order {orderId} does not fit, I would like an exchange.',
      'exchange request for order {orderId}: a larger {item} please.',
      'how can I exchange the {item} I ordered as {orderId}?',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'get_order',
        arguments: slots => ({ order_id: slots.orderId }),
        result: slots => ({ order_id: slots.orderId, item: slots.item, status: 'delivered' }),
      },
      {
        tool: 'check_stock',
        arguments: slots => ({ item: slots.item, city: slots.city }),
        result: () => ({ in_stock: true, quantity: 7 }),
      },
      {
        tool: 'create_exchange',
        arguments: slots => ({ order_id: slots.orderId, item: slots.item, quantity: 1 }),
        result: slots => ({ exchange_id: `X-${slots.orderId}` }),
      },
    ],
    answer: slots =>
      `The exchange of your ${slots.item} is booked as X-${slots.orderId}. Please send the old one back with the label in your account.`,
  },
  {
    name: 'dispute charge',
    share: 0.015,
    tier: 'multi-step',
    openings: OPENINGS,
    cores: [
      'I was charged twice, {amount} on my card {card}, and I dispute that charge.',
      'there is an unknown charge of {amount} on my card {card}, I want to dispute it.',
      'I dispute the charge of {amount} for order {orderId}.',
      'my card {card} was charged {amount} although I cancelled, please open a dispute.',
      'please open a dispute for the charge of {amount} on order {orderId}.',
      'a charge of {amount} on my card {card} is not mine, I dispute it.',
    ],
    closings: CLOSINGS,
    steps: [
      {
        tool: 'find_charge',
        arguments: slots => ({ email: slots.email, amount: slots.amount }),
        result: slots => ({ charge_id: `C-${slots.orderId}`, amount: slots.amount }),
      },
      {
        tool: 'get_order',
        arguments: slots => ({ order_id: slots.orderId }),
        result: slots => ({ order_id: slots.orderId, status: 'cancelled' }),
      },
      {
        tool: 'open_dispute',
        arguments: slots => ({ charge_id: `C-${slots.orderId}`, reason: 'duplicate' }),
        result: slots => ({ dispute_id: `D-${slots.orderId}` }),
      },
      {
        tool: 'send_confirmation',
        arguments: slots => ({ email: slots.email, template: 'dispute_opened' }),
        result: () => ({ sent: true }),
      },
    ],
    answer: slots =>
      `I opened dispute D-${slots.orderId} for the charge of ${slots.amount}. A confirmation is on its way to ${slots.email}.`,
  },
]
