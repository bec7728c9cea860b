import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Engine } from './engine.ts'
import { run } from './run.ts'

export const hasDocker = () =>
  spawnSync('docker', ['compose', 'version']).status === 0 && spawnSync('docker', ['info']).status === 0

/** Docker Compose itself, under a project name of its own. */
export async function docker(file: string, secrets: Record<string, string>): Promise<Engine> {
  const env = { ...process.env, ...secrets }
  const compose = (...args: string[]) =>
    run('docker', ['compose', '--project-name', 'compose-proof', '--file', file, ...args], env)
  const up = async () => {
    await compose('up', '--build', '--detach', '--wait')
  }
  const stop = async (service: string) => {
    await compose('stop', service)
  }
  return {
    name: 'docker compose',
    up,
    stop,
    start: up,
    restart: async (service) => {
      await stop(service)
      await up()
    },
    people: (...args) => run(process.execPath, [fileURLToPath(new URL('people.ts', import.meta.url)), ...args]),
    logs: () => compose('logs', '--tail', '20'),
    down: async () => {
      await compose('down', '--volumes', '--remove-orphans')
    },
  }
}
