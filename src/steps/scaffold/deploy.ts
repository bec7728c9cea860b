import { signIn } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import { type Composition, onlyAnswers } from '../../schema.ts'

const variable = (capability: string) => capability.toUpperCase().replaceAll('-', '_')
const required = (name: string) => `\${${name}:?set ${name}}`

const probe = (path: string, at: number) => ({
  test: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${at}${path}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: '10s',
  timeout: '3s',
  retries: 6,
  start_period: '15s',
})

const image = {
  build: { context: '..', dockerfile: 'deploy/Dockerfile' },
  restart: 'unless-stopped',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
}
const proxies = { TRUST_PROXY: '${TRUST_PROXY:-0}' }
const publicUrl = '${PUBLIC_URL:-http://127.0.0.1:3000}'

/** Docker's compose.yaml of a service that keeps nothing: one container. */
export function bareDockerCompose({ name }: Pick<Composition, 'name'>): object {
  const service = {
    ...image,
    environment: { ...proxies, PORT: '3000', PUBLIC_URL: publicUrl },
    ports: ['3000:3000'],
    healthcheck: probe('/health/ready', 3000),
  }
  return { name, services: { [name]: service } }
}

/** Docker's compose.yaml: the service, each component it owns, and Postgres; secrets are references only. */
export function dockerCompose(composition: Composition, catalog: Catalog, rights: object): object {
  const capabilities = Object.keys(composition.components).sort()
  const port = (capability: string) => 3001 + capabilities.indexOf(capability)
  const own = capabilities.filter((id) => composition.components[id]!.binding === 'own')
  const urls = Object.fromEntries(
    own.filter((id) => id !== signIn).map((id) => [`${variable(id)}_URL`, `http://${id}:${port(id)}`]),
  )
  const signsIn = capabilities.includes(signIn)
  // Browsers know identity by one address, which tokens name; between containers it has another.
  const identityUrl = `\${IDENTITY_URL:-http://127.0.0.1:${port(signIn)}}`
  const shared = {
    DATABASE_URL: `postgres://compose:${required('POSTGRES_PASSWORD')}@postgres:5432/compose`,
    ...(signsIn ? { IDENTITY_URL: identityUrl, IDENTITY_INTERNAL_URL: `http://${signIn}:${port(signIn)}` } : {}),
  }
  const secrets = { IDENTITY_CLIENT_SECRET: required('IDENTITY_CLIENT_SECRET') }
  // What only answers has no database of its own, and nobody signs in.
  const bare = onlyAnswers(composition)
  const services: Record<string, object> = {
    postgres: {
      image: 'postgres:18',
      restart: 'unless-stopped',
      environment: {
        POSTGRES_USER: 'compose',
        POSTGRES_DB: 'compose',
        POSTGRES_PASSWORD: required('POSTGRES_PASSWORD'),
      },
      volumes: ['postgres:/var/lib/postgresql'],
      healthcheck: { test: ['CMD-SHELL', 'pg_isready -U compose'], interval: '5s', timeout: '3s', retries: 12 },
    },
  }
  for (const id of own) {
    const { component } = composition.components[id]!
    const spec = catalog.components.get(component)!.file.spec
    const entry = spec.implementations.find((one) => one.id === 'container')?.entry ?? 'src/main.ts'
    services[id] = {
      ...image,
      command: ['node', `components/${component}/${entry}`],
      environment: {
        ...shared,
        PORT: String(port(id)),
        // The service alone calls a component, for everybody; identity is called by people as well.
        RATE_LIMIT_PER_MINUTE: id === signIn ? '30000' : '60000',
        ...(id === signIn
          ? {
              ...secrets,
              ...proxies,
              PUBLIC_URL: identityUrl,
              SERVICE_URL: publicUrl,
              IDENTITY_RIGHTS: JSON.stringify(rights),
              // A dollar sign in it is none of Compose's variables.
              IDENTITY_TITLE: composition.title.replaceAll('$', '$$$$'),
              STAFF_EMAIL: required('STAFF_EMAIL'),
              STAFF_PASSWORD_HASH: required('STAFF_PASSWORD_HASH'),
            }
          : {}),
        ...settingsOf(spec.config, urls),
      },
      ...(id === signIn ? { ports: [`${port(id)}:${port(id)}`] } : {}),
      depends_on: { postgres: { condition: 'service_healthy' } },
      healthcheck: probe(spec.probes.ready, port(id)),
    }
  }
  services[composition.name] = {
    ...image,
    environment: {
      ...(bare ? {} : { ...shared, ...secrets }),
      ...urls,
      ...proxies,
      PORT: '3000',
      PUBLIC_URL: publicUrl,
    },
    ports: ['3000:3000'],
    depends_on: Object.fromEntries(
      [...(bare ? [] : ['postgres']), ...own].map((id) => [id, { condition: 'service_healthy' }]),
    ),
    healthcheck: probe('/health/ready', 3000),
  }
  return { name: composition.name, services, volumes: { postgres: {} } }
}

interface Setting {
  description?: string
  enum?: readonly string[]
  default?: string | number
  /** Marks what an organisation decides where the service is deployed. */
  'x-deploy'?: boolean
}

/** The settings of a component, as its manifest describes them. */
export const configOf = ({ properties = {} }: Record<string, unknown>) => properties as Record<string, Setting>

/** What an organisation decides where it deploys a service, each once. */
export function deploySettings(composition: Composition, catalog: Catalog) {
  const all = Object.values(composition.components).flatMap(({ component }) => {
    const settings = configOf(catalog.components.get(component)!.file.spec.config)
    return Object.entries(settings).filter(([, setting]) => setting['x-deploy'])
  })
  const rows = new Map(
    all.map(([name, { description = '', enum: values, default: usual }]) => {
      const words = [description, values ? `One of ${values.join(', ')}.` : ''].filter(Boolean).join(' ')
      return [name, { name, words, default: usual }] as const
    }),
  )
  return [...rows.values()].sort((a, b) => byCodeUnit(a.name, b.name))
}

/** What a component is told beside what all are: where other parts are, and what whoever deploys it decides. */
function settingsOf(config: Record<string, unknown>, urls: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(configOf(config)).flatMap(([name, setting]): [string, string][] => {
      const url = urls[name]
      if (url) return [[name, url]]
      return setting['x-deploy'] ? [[name, `\${${name}:-${setting.default}}`]] : []
    }),
  )
}
