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
      'the {item} from order {orderId} [arrived|came] [damaged|broken] and I [want|need] a refund.',
      'my {item} [came|arrived] [broken|damaged], please refund [order|my order] {orderId}.',
      'I want [my money back|a refund], the {item} in order {orderId} is [damaged|broken|defective].',
      'order {orderId}: the {item} [has a crack|is damaged|is broken], how do I get [a refund|my money back]?',
      'please refund the [damaged|broken|defective] {item} of order {orderId}.',
      'the {item} was [defective|damaged|broken] on arrival, I [ask for|want] a refund of order {orderId}.',
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
      'I [want|would like] to [exchange|swap] the {item} from order {orderId} for [another|a different] [size|colour].',
      'can I [swap|exchange] the {item} in order {orderId} for [a different|another] [colour|size]?',
      'please [exchange|swap] my {item}, order {orderId}, the [size|colour] is wrong.',
      'the {item} of order {orderId} does not fit, I [would like|want|need] [an exchange|to exchange it].',
      'exchange request for order {orderId}: a [larger|smaller|different] {item} please.',
      'how can I [exchange|swap] the {item} [I ordered as|from order] {orderId}?',
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
      'I was [charged|billed] twice, {amount} on my card {card}, and I dispute that charge.',
      'there is [an unknown|a strange|a wrong] charge of {amount} on my card {card}, I want to dispute it.',
      'I [dispute|want to dispute] the [charge|payment] of {amount} for order {orderId}.',
      'my card {card} was charged {amount} although I cancelled, please [open|start] a dispute.',
      'please [open|file|start] a dispute for the [charge|payment] of {amount} on order {orderId}.',
      '[a|the] charge of {amount} on my card {card} is not mine, I [dispute it|want to dispute it].',
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
