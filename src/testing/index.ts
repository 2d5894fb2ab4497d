// As in src/index.ts: the declarations need the types of Node.
/// <reference types="node" preserve="true" />
// What a test of a Tidegate user needs: simulated providers, a clock to run them on, and models of known quality.

export type { AlertReceivers, Incident, ReceivedAlert } from './receivers/create-alert-receivers.ts'
export { createAlertReceivers } from './receivers/create-alert-receivers.ts'
export type { AnthropicSimulatorOptions } from './simulators/anthropic/create-anthropic-simulator.ts'
export { createAnthropicSimulator } from './simulators/anthropic/create-anthropic-simulator.ts'
export type {
  AnswerCall,
  AnswerPlan,
  AnswerPolicy,
  AnswerRequest,
} from './simulators/core/answer.ts'
export { callsAnswer, jsonAnswer, textAnswer } from './simulators/core/answer.ts'
export type { Billing, Charge, CostOf } from './simulators/core/billing.ts'
export type { SimulatorClock, VirtualClock } from './simulators/core/clock.ts'
export { createRealClock } from './simulators/core/create-real-clock.ts'
export { createVirtualClock } from './simulators/core/create-virtual-clock.ts'
export type { AnswerFault, Fault, FaultKind, FaultMoment } from './simulators/core/fault.ts'
export type { AgentPolicyOptions } from './simulators/core/policies/agent-policy.ts'
export { agentPolicy } from './simulators/core/policies/agent-policy.ts'
export type { JudgePolicyOptions, ShownPair } from './simulators/core/policies/judge-policy.ts'
export { judgePolicy } from './simulators/core/policies/judge-policy.ts'
export { echo, fixedAnswer, refusing, schemaInvalid } from './simulators/core/policies/simple-policies.ts'
export type { SimulatorLimits } from './simulators/core/rate-limits.ts'
export type { RequestLog, RequestRecord } from './simulators/core/request-log.ts'
export type { Simulator } from './simulators/core/start-simulator.ts'
export type { GeminiSimulatorOptions } from './simulators/gemini/create-gemini-simulator.ts'
export { createGeminiSimulator } from './simulators/gemini/create-gemini-simulator.ts'
export type { OpenAiSimulatorOptions } from './simulators/openai/create-openai-simulator.ts'
export { createOpenAiSimulator } from './simulators/openai/create-openai-simulator.ts'
