import { readFileSync } from 'node:fs'

// Where the processor goes, from a CPU profile: each sample counts for what it serves, the innermost frame that says so.

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

/** The first that fits a frame, from the innermost frame outwards. */
const uses: [use: string, fits: RegExp][] = [
  ['tokens verified', /\/jose\/|kit\/src\/(auth|signed-out)\.ts/],
  ['tokens made', /kit\/src\/service-token\.ts|oidc-provider/],
  ['contracts checked', /\/ajv|kit\/src\/(contract|plain)\.ts/],
  ['SQL', /\/(pg|pg-pool|pg-protocol|pgpass|pg-types)\/|kit\/src\/database\.ts|node_modules\/pg-/],
  ['log lines', /\/(pino|sonic-boom|thread-stream)[/-]|kit\/src\/observe\.ts|prom-client/],
  ['events', /\/pg-boss\/|\/cloudevents\/|kit\/src\/channel\.ts/],
  ['calls of parts', /node:internal\/deps\/undici|kit\/src\/client\.ts|undici/],
  ['keys and digests', /kit\/src\/(idempotency|seal)\.ts/],
  ['flows', /kit\/src\/flows\/|service\/src\/workflow\.ts/],
  ['limits and headers', /@fastify\/(helmet|rate-limit)|\/helmet\//],
  [
    'HTTP',
    /\/fastify\/|\/find-my-way\/|\/light-my-request\/|node:(_http|internal\/http|http)|kit\/src\/(server|routes)\.ts|secure-json-parse/,
  ],
  ['sockets', /node:(net|internal\/stream|internal\/js_stream|stream|events|internal\/event)/],
]

export interface Use {
  use: string
  milliseconds: number
}

/** What a profile's processor was used for, the most first; idle time is left out. */
export function usesOf(file: string): Use[] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parent = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const known = new Map<number, string>()
  const doingOf = (id: number): string => {
    const found = known.get(id) ?? look(id)
    known.set(id, found)
    return found
  }
  const look = (id: number): string => {
    const { functionName, url } = byId.get(id)!.callFrame
    if (functionName === '(idle)') return 'idle'
    if (functionName === '(garbage collector)') return 'garbage'
    if (functionName === '(program)') return 'Node itself'
    const fits = uses.find(([, pattern]) => pattern.test(url))
    if (fits) return fits[0]
    const above = parent.get(id)
    return above === undefined ? 'the rest' : doingOf(above)
  }
  const total = new Map<string, number>()
  for (const [index, id] of samples.entries())
    total.set(doingOf(id), (total.get(doingOf(id)) ?? 0) + (timeDeltas[index] ?? 0) / 1000)
  total.delete('idle')
  return [...total]
    .map(([use, milliseconds]) => ({ use, milliseconds }))
    .sort((a, b) => b.milliseconds - a.milliseconds)
}
