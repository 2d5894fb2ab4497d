import { PAIR_FILTERS } from './contract.ts'

type Parameter = {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required: boolean
  readonly description: string
  readonly schema: { readonly type: string; readonly enum?: readonly string[] }
}

const text = { type: 'string' }
const inPath = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text,
})
const inQuery = (name: string, description: string, required = false): Parameter => ({
  name,
  in: 'query',
  required,
  description,
  schema: text,
})
const RUN = inPath('id', 'a run')
const PAGE = [
  inQuery('cursor', 'where to go on: `next` of the page before'),
  inQuery('limit', 'at most 200, default 50'),
]

/** An answer of type `name` of src/server/contract.ts, and the errors every address has. */
function answers(name: string, status = '200') {
  const error = { $ref: '#/components/responses/Error' }
  return {
    [status]: {
      description: name,
      content: { 'application/json': { schema: { title: name, type: 'object' } } },
    },
    '400': error,
    '401': error,
    '403': error,
    '404': error,
  }
}

function get(summary: string, name: string, parameters: readonly Parameter[] = []) {
  return { get: { summary, parameters, responses: answers(name) } }
}

function post(
  summary: string,
  body: { readonly [field: string]: unknown },
  name: string,
  required: readonly string[],
) {
  const schema = { type: 'object', additionalProperties: false, properties: body, required }
  return {
    post: {
      summary,
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: answers(name),
    },
  }
}

const nullable = (type: string, values?: readonly (string | null)[]) => ({
  type: [type, 'null'],
  ...(values === undefined ? {} : { enum: values }),
})

function exported(signal: string) {
  const binary = { schema: { type: 'string', format: 'binary' } }
  const content = { 'application/json': { schema: { type: 'object' } }, 'application/x-protobuf': binary }
  const statuses = ['400', '401', '413', '415', '429', '503'].map(status => [
    status,
    { description: 'google.rpc.Status' },
  ])
  return {
    post: {
      summary: `OTLP/HTTP ${signal}; gzip is accepted, 429 and 503 carry Retry-After`,
      requestBody: { required: true, content },
      responses: {
        '200': { description: 'export response, partialSuccess when some were refused' },
        ...Object.fromEntries(statuses),
      },
    },
  }
}

/** `/api/openapi.json`: every address with its parameters; the answers are the types of src/server/contract.ts. */
export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Tidegate',
    version: '',
    description: 'Times are Unix epoch milliseconds, money is integer pico-dollars, null is unknown.',
  },
  security: [{ bearer: [] }, { session: [] }],
  paths: {
    '/api/health': get('Version and state of the receiver', 'ApiHealth'),
    '/api/runs': get('Runs, newest first', 'RunList', PAGE),
    '/api/runs/{id}': get('A run with its report (docs/result-format.md)', 'RunDetail', [RUN]),
    '/api/runs/{id}/pairs': get('Pairs of a run', 'PairPage', [
      RUN,
      { ...inQuery('filter', 'default all'), schema: { type: 'string', enum: PAIR_FILTERS } },
      inQuery('stratum', 'id of a stratum'),
      inQuery('mode', 'failure mode of the candidate'),
      inQuery('tool', 'name of a tool the baseline called'),
      inQuery('tier', 'single-step, few-steps or multi-step'),
      ...PAGE,
    ]),
    '/api/runs/{id}/pairs/{position}': get('A pair with both answers, verdicts and votes', 'PairView', [
      RUN,
      inPath('position', 'in the run, from 0'),
    ]),
    '/api/runs/{id}/map': get('The requests as points of the plane', 'RunMap', [RUN]),
    '/api/runs/{id}/comparison': get(
      'The decision over several candidates, one of which the run was',
      'RunComparison',
      [RUN],
    ),
    '/api/traces': get("Production's trace as the store has it", 'TraceView', [
      inQuery('id', 'trace id', true),
    ]),
    '/api/trend': get('Finished runs, oldest first', 'Trend'),
    '/api/drift': get('Drift reports of the runs, newest first', 'DriftList'),
    '/api/drift/compare': get('Two windows compared; takes seconds', 'DriftComparison', [
      inQuery('from', 'last day of the earlier window, or a run', true),
      inQuery('to', 'likewise of the later one', true),
    ]),
    '/api/audits': get('What people are to look at, blind', 'AuditDesk', [
      inQuery('rater', 'whose labels are shown'),
      inQuery('run', 'default the newest'),
    ]),
    '/api/audits/labels': post(
      'What a person says of an item',
      {
        itemId: text,
        rater: text,
        better: nullable('string', ['A', 'B', 'tie', null]),
        aFailed: nullable('boolean'),
        bFailed: nullable('boolean'),
        failureKind: nullable('string'),
      },
      'LabelResult',
      ['itemId', 'rater'],
    ),
    '/api/adversarial': {
      ...get('The permanent set of failures', 'AdversarialSet'),
      ...post(
        "Keep production's trace of the store",
        {
          traceId: text,
          origin: { type: 'string', enum: ['support-flag', 'audit'] },
          reason: nullable('string'),
        },
        'AddedToSet',
        ['traceId', 'origin'],
      ),
    },
    '/api/budget': get('Spending of the window', 'BudgetView'),
    '/api/calibrations': get('What is known of the judges', 'CalibrationList'),
    '/api/openapi.json': get('This description', 'OpenAPI'),
    '/api/live': get('Runs under way', 'LiveRuns'),
    '/api/schedule': get('Runs this server starts by itself: next, last, skipped', 'ApiSchedule'),
    '/v1/traces': exported('traces'),
    '/v1/logs': exported('logs'),
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      session: { type: 'apiKey', in: 'cookie', name: 'tidegate_PORT' },
    },
    responses: {
      Error: {
        description: 'ApiError',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { error: { type: 'object', properties: { code: text, message: text } } },
            },
          },
        },
      },
    },
  },
}
