import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Engine } from './engine.ts'
import { standIns } from './local-images.ts'
import { run } from './run.ts'

// What of Docker Compose a folder's file uses, done with Podman alone: images, variables, order, health, volumes. The
// containers share the network of one that does nothing, so that all of it stays on a loopback of its own; there the names
// of the services lead to 127.0.0.1.

interface Service {
  image?: string
  build?: { context: string; dockerfile: string }
  command?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  restart?: string
  depends_on?: Record<string, { condition: string }>
  healthcheck: { test: string[]; interval: string; retries: number }
}

export const hasPodman = () => spawnSync('podman', ['--version']).status === 0

// Where a machine lets no container raise its limits, these are what it has.
const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']

export async function podman(file: string, secrets: Record<string, string>, scratch: string): Promise<Engine> {
  const storage = ['--root', join(scratch, 'storage'), '--runroot', join(scratch, 'run')]
  const own = [...storage, '--runtime', process.env.OCI_RUNTIME ?? 'runc', '--cgroup-manager', 'cgroupfs']
  const pod = (...args: string[]) => run('podman', [...own, ...args])
  const services = (parse(filled(await readFile(file, 'utf8'), secrets)) as { services: Record<string, Service> })
    .services
  const hosts = join(scratch, 'hosts')
  await writeFile(hosts, `127.0.0.1 localhost ${Object.keys(services).join(' ')}\n`)
  const images = new Map<string, string>()

  const imageOf = async ({ image, build }: Service): Promise<string> => {
    if (!build) return image as string
    const context = resolve(dirname(file), build.context)
    const key = `${context} ${build.dockerfile}`
    const known = images.get(key)
    if (known) return known
    const tag = `localhost/compose-proof:${images.size}`
    const cache = ['--volume', `${join(homedir(), '.npm')}:/npm-cache`]
    await pod(
      'build',
      '--pull=never',
      '--network',
      'host',
      ...limits,
      ...cache,
      '--file',
      join(context, build.dockerfile),
      '--tag',
      tag,
      context,
    )
    images.set(key, tag)
    return tag
  }

  const create = async (name: string, service: Service): Promise<void> => {
    const flags = [
      ...Object.entries(service.environment ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...(service.volumes ?? []).flatMap((volume) => ['--volume', volume]),
      ...(service.read_only ? ['--read-only'] : []),
      ...(service.cap_drop ?? []).flatMap((one) => ['--cap-drop', one]),
      ...(service.security_opt ?? []).flatMap((one) => ['--security-opt', one.replace(/:true$/, '')]),
      ...(service.restart ? ['--restart', service.restart] : []),
    ]
    const shared = ['--network', 'container:loopback', '--volume', `${hosts}:/etc/hosts:ro`, ...limits]
    const image = await imageOf(service)
    await pod('run', '--detach', '--pull=never', '--name', name, ...shared, ...flags, image, ...(service.command ?? []))
  }

  /** As the file says: its test, again and again, as often as it may fail. */
  const healthy = async (name: string): Promise<void> => {
    const { test, interval, retries } = (services[name] as Service).healthcheck
    const command = test[0] === 'CMD-SHELL' ? ['sh', '-c', test[1] as string] : test.slice(1)
    const seconds = 15 + Number(interval.replace('s', '')) * retries
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(500))
      if (
        await pod('exec', name, ...command).then(
          () => true,
          () => false,
        )
      )
        return
    throw new Error(`${name} was not healthy within ${seconds} s`)
  }

  const stop = async (name: string) => {
    await pod('stop', '--time', '12', name)
  }
  /** The others may need a moment to find it again. */
  const start = async (name: string) => {
    await pod('start', name)
    for (const one of inOrder(services)) await healthy(one)
  }
  return {
    name: 'podman',
    async up() {
      await standIns(pod, scratch)
      await pod(
        'run',
        '--detach',
        '--pull=never',
        '--name',
        'loopback',
        '--network',
        'none',
        ...limits,
        'docker.io/library/node:24-slim',
        'sleep',
        'infinity',
      )
      for (const name of inOrder(services)) {
        await create(name, services[name] as Service)
        await healthy(name)
      }
    },
    stop,
    start,
    restart: async (name) => {
      await stop(name)
      await start(name)
    },
    async people(...args) {
      const pid = await pod('inspect', '--format', '{{.State.Pid}}', 'loopback')
      const script = fileURLToPath(new URL('people.ts', import.meta.url))
      return run('nsenter', [`--net=/proc/${pid}/ns/net`, process.execPath, script, ...args])
    },
    async logs() {
      const all = await Promise.all(
        Object.keys(services).map(
          async (name) =>
            `${name}:\n${await run('sh', ['-c', `podman ${own.join(' ')} logs --tail 12 ${name} 2>&1`]).catch(String)}`,
        ),
      )
      return all.join('\n')
    },
    async down() {
      await pod('rm', '--force', '--all', '--time', '5', '--volumes').catch(() => {})
      // Not `system reset`, which does more than this store.
      await pod('rmi', '--force', '--all').catch(() => {})
      await run('umount', [join(scratch, 'storage/overlay')]).catch(() => {})
    },
  }
}

/** ${NAME}, ${NAME:-otherwise} and ${NAME:?why}, as Docker Compose fills them in. */
function filled(text: string, values: Record<string, string | undefined>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, how?: string, rest = '') => {
    const value = values[name] || undefined
    if (value === undefined && how === '?') throw new Error(`${name}: ${rest}`)
    return value ?? (how === '-' ? rest : '')
  })
}

/** Each after those that it depends on. */
function inOrder(services: Record<string, Service>): string[] {
  const order = new Set<string>()
  const add = (name: string) => {
    for (const before of Object.keys(services[name]?.depends_on ?? {})) add(before)
    order.add(name)
  }
  for (const name of Object.keys(services)) add(name)
  return [...order]
}
