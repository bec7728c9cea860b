import { deviations } from './official-schema.ts'
import { isSecretName } from './secret-name.ts'

type Listed = (string | { source?: string })[] | Record<string, unknown>
type Environment = string[] | Record<string, unknown>

/** What is read here of a file that the schema of Docker Compose has let through. */
interface ComposeFile {
  services?: Record<string, Service>
  volumes?: Record<string, unknown>
  networks?: Record<string, unknown>
  secrets?: Record<string, unknown>
  configs?: Record<string, unknown>
}

interface Service {
  depends_on?: Listed
  networks?: Listed
  secrets?: Listed
  configs?: Listed
  volumes?: (string | { type: string; source?: string })[]
  environment?: Environment
}

/** What Docker Compose would refuse in this document, and secrets that are written into it. */
export async function composeFileProblems(value: unknown): Promise<string[]> {
  const refused = await deviations('compose', value)
  if (refused.length) return refused.map(({ at, message }) => `${at}: ${message}`)
  const { services = {}, ...declared } = value as ComposeFile
  if (Object.keys(services).length === 0) return ['There are no services.']
  return Object.entries(services).flatMap(([name, service]) => [
    // The schema leaves this open: an image may come from another file.
    ...(['image', 'build', 'extends', 'provider'].some((key) => Object.hasOwn(service, key))
      ? []
      : [`${name} needs an image or a build`]),
    ...undeclared(service, { services, ...declared }).map((what) => `${name} ${what}, which is not declared`),
    ...pairs(service.environment).flatMap(([key, text]) => environmentProblem(name, key, text)),
  ])
}

function undeclared(service: Service, declared: ComposeFile): string[] {
  const used: [string, string[], Record<string, unknown> | undefined][] = [
    ['depends on', named(service.depends_on), declared.services],
    ['joins the network', named(service.networks), { default: {}, ...declared.networks }],
    ['uses the secret', named(service.secrets), declared.secrets],
    ['uses the config', named(service.configs), declared.configs],
    ['mounts', volumes(service), declared.volumes],
  ]
  return used.flatMap(([how, names, known = {}]) =>
    names.filter((name) => !Object.hasOwn(known, name)).map((name) => `${how} ${name}`),
  )
}

function named(listed: Listed = []): string[] {
  if (!Array.isArray(listed)) return Object.keys(listed)
  return listed.flatMap((one) => (typeof one === 'string' ? one : (one.source ?? [])))
}

/** Named volumes, not paths of the machine. */
function volumes({ volumes = [] }: Service): string[] {
  return volumes.flatMap((one) =>
    typeof one === 'string'
      ? (/^([a-zA-Z0-9][\w.-]*):/.exec(one)?.[1] ?? [])
      : one.type === 'volume'
        ? (one.source ?? [])
        : [],
  )
}

function pairs(value: Environment = []): [string, string][] {
  if (!Array.isArray(value)) return Object.entries(value).map(([key, text]) => [key, String(text ?? '')])
  return value.map((line) => [line.split('=')[0]!, line.includes('=') ? line.slice(line.indexOf('=') + 1) : ''])
}

/** A secret may be a reference (`${NAME}`, with a message when it is missing) or a file, never a value or a default. */
function environmentProblem(service: string, key: string, text: string): string[] {
  const inAddress = /:\/\/[^:@/\s]+:(?!\$\{)[^@\s]+@/.test(text)
  const reference = text === '' || /^\$\{\w+(?::?\?[^}]*)?\}$/.test(text)
  if (inAddress || (isSecretName(key) && !reference))
    return [`${service} has the value of ${key} written into the file`]
  return []
}
