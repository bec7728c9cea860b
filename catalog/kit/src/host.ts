import type { ComponentDefinition } from './definition.ts'
import { type Running, serve } from './server.ts'

export interface Hosted {
  definition: ComponentDefinition<unknown>
  port: number
  env: Record<string, string | undefined>
}

/** Runs several components in this process, each on its own port with its own schema and role. Stops all when one fails to start. */
export async function host(
  components: Hosted[],
  databaseUrl: string,
  identityUrl: string,
  identityInternalUrl = identityUrl,
): Promise<{ running: Map<string, Running>; stop(): Promise<void> }> {
  const started = await Promise.allSettled(
    components.map(({ definition, port, env }) =>
      serve(definition, { databaseUrl, identityUrl, identityInternalUrl, port, env }),
    ),
  )
  const running = new Map<string, Running>()
  for (const [index, result] of started.entries())
    if (result.status === 'fulfilled') running.set(components[index]?.definition.id as string, result.value)
  const stop = async () => {
    await Promise.all([...running.values()].map((one) => one.stop()))
  }
  const failure = started.find((result) => result.status === 'rejected')
  if (failure) {
    await stop()
    throw failure.reason
  }
  return { running, stop }
}
