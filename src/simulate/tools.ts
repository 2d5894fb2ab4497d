import type { JsonObject } from '../records/json-value.ts'

type SimulatedTool = { readonly name: string; readonly description: string; readonly parameters: JsonObject }

function tool(name: string, description: string, properties: JsonObject): SimulatedTool {
  return {
    name,
    description,
    parameters: {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    },
  }
}

const STRING = { type: 'string', minLength: 1 }

/** The tools the simulated shop agent is offered with every request. */
export const SIMULATED_TOOLS: readonly SimulatedTool[] = [
  tool('get_order', 'Looks an order up', { order_id: STRING }),
  tool('get_account', 'Looks an account up by e-mail', { email: STRING }),
  tool('update_address', 'Changes the delivery address', { email: STRING, address: STRING }),
  tool('send_reset_link', 'Mails a password reset link', { email: STRING }),
  tool('get_points', 'Loyalty points of an account', { email: STRING }),
  tool('check_refund_eligibility', 'May this order be refunded', {
    order_id: STRING,
    reason: { type: 'string', enum: ['damaged', 'late', 'wrong_item'] },
  }),
  tool('issue_refund', 'Refunds an order', {
    order_id: STRING,
    amount: STRING,
    method: { type: 'string', enum: ['original_payment', 'store_credit'] },
  }),
  tool('check_stock', 'Stock of an item near a city', { item: STRING, city: STRING }),
  tool('create_exchange', 'Books an exchange', {
    order_id: STRING,
    item: STRING,
    quantity: { type: 'integer', minimum: 1 },
  }),
  tool('find_charge', 'Finds a card charge', { email: STRING, amount: STRING }),
  tool('open_dispute', 'Opens a dispute', { charge_id: STRING, reason: STRING }),
  tool('send_confirmation', 'Mails a confirmation', { email: STRING, template: STRING }),
]
