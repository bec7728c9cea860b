import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const environment = z.union([z.record(z.string(), scalar), z.array(z.string())])
const names = z.union([z.array(z.string()), z.record(z.string(), z.looseObject({}))])

/** The part of the Docker Compose specification that we write; other keys of a service are let be. */
const Service = z
  .looseObject({
    image: z.string().optional(),
    build: z.union([z.string(), z.looseObject({ context: z.string() })]).optional(),
    command: z.union([z.string(), z.array(z.string())]).optional(),
    environment: environment.optional(),
    depends_on: names.optional(),
    ports: z
      .array(
        z.union([
          z.string().regex(/^(?:[\w.${}:-]+:)?[\w${}:-]+(?:\/(?:tcp|udp))?$/),
          z.looseObject({ target: z.number() }),
        ]),
      )
      .optional(),
    secrets: z.array(z.union([z.string(), z.looseObject({ source: z.string() })])).optional(),
    volumes: z.array(z.union([z.string(), z.looseObject({ type: z.string() })])).optional(),
    healthcheck: z.looseObject({ test: z.union([z.string(), z.array(z.string())]) }).optional(),
  })
  .refine(({ image, build }) => image !== undefined || build !== undefined, 'needs an image or a build')

const ComposeFile = z.strictObject({
  name: z.string().optional(),
  services: z.record(z.string().regex(/^[a-zA-Z0-9._-]+$/), Service),
  volumes: z.record(z.string(), z.looseObject({}).nullable()).optional(),
  networks: z.record(z.string(), z.looseObject({}).nullable()).optional(),
  secrets: z.record(z.string(), z.looseObject({})).optional(),
  configs: z.record(z.string(), z.looseObject({})).optional(),
})

const secretName = /(?:password|passwd|secret|token|api_?key|private_?key)/i

/** What Docker Compose would refuse in this document, and secrets that are written into it. */
export function composeFileProblems(value: unknown): string[] {
  const parsed = ComposeFile.safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { services, secrets = {}, volumes = {} } = parsed.data
  return Object.entries(services).flatMap(([name, service]) => {
    const needed = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {})
    const used = (service.secrets ?? []).map((secret) => (typeof secret === 'string' ? secret : secret.source))
    const named = (service.volumes ?? []).flatMap((volume) => /^([a-zA-Z0-9][\w.-]*):/.exec(String(volume))?.[1] ?? [])
    return [
      ...needed.filter((other) => !services[other]).map((other) => `${name} depends on ${other}, which is not there`),
      ...used
        .filter((secret) => !secrets[secret])
        .map((secret) => `${name} uses the secret ${secret}, which is not declared`),
      ...named
        .filter((volume) => !(volume in volumes))
        .map((volume) => `${name} mounts ${volume}, which is not declared`),
      ...pairs(service.environment).flatMap(([key, text]) => environmentProblem(name, key, text)),
    ]
  })
}

function pairs(value: z.infer<typeof environment> | undefined): [string, string][] {
  if (!value) return []
  if (!Array.isArray(value)) return Object.entries(value).map(([key, text]) => [key, String(text ?? '')])
  return value.map((line) => [line.split('=')[0]!, line.includes('=') ? line.slice(line.indexOf('=') + 1) : ''])
}

/** A secret may be a reference (`${NAME}`, with a message when it is missing) or a file, never a value or a default. */
function environmentProblem(service: string, key: string, text: string): string[] {
  const inAddress = /:\/\/[^:@/\s]+:(?!\$\{)[^@\s]+@/.test(text)
  const named = secretName.test(key) && !/_FILE$/i.test(key)
  const reference = text === '' || /^\$\{\w+(?::?\?[^}]*)?\}$/.test(text)
  if (inAddress || (named && !reference)) return [`${service} has the value of ${key} written into the file`]
  return []
}
