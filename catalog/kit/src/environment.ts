import type { Listening, ServeOptions } from './serve-options.ts'

/** The options of a component that runs alone, from DATABASE_URL, PORT, HOST, IDENTITY_URL, IDENTITY_INTERNAL_URL
 * and PUBLIC_URL. Throws when one is missing or wrong. */
export function fromEnvironment(env: Record<string, string | undefined> = process.env): ServeOptions {
  if (!env.DATABASE_URL)
    throw new Error('DATABASE_URL is not set: give the address of a Postgres, such as postgres://user@host/database')
  return {
    databaseUrl: env.DATABASE_URL,
    ...listeningFrom(env),
    ...(env.IDENTITY_URL ? { identityUrl: env.IDENTITY_URL } : {}),
    ...(env.IDENTITY_INTERNAL_URL ? { identityInternalUrl: env.IDENTITY_INTERNAL_URL } : {}),
  }
}

/** Where a process that runs alone listens, from PORT, HOST and PUBLIC_URL. Throws when one is wrong. */
export function listeningFrom(env: Record<string, string | undefined> = process.env): Listening {
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('PORT must be a number from 0 to 65535')
  if (env.PUBLIC_URL && !isAddress(env.PUBLIC_URL))
    throw new Error('PUBLIC_URL must be an http or https address without a path, such as https://service.example.org')
  return {
    port,
    env,
    signals: true,
    ...(env.HOST ? { host: env.HOST } : {}),
    ...(env.PUBLIC_URL ? { publicUrl: env.PUBLIC_URL } : {}),
  }
}

/** An http or https address with nothing after the host. */
export function isAddress(text: string): boolean {
  const found = URL.parse(text)
  return found !== null && /^https?:$/.test(found.protocol) && found.href === `${found.origin}/`
}

/** The status of a process that could not start for a reason that may pass, such as a database away (EX_TEMPFAIL). */
export const tryAgain = 75

/**
 * Stops cleanly on SIGTERM, SIGINT, SIGHUP or when the process that started this one is gone; then ends the process, at
 * the latest after `grace` milliseconds.
 */
export function stopOnSignals(stop: () => Promise<void>, grace = 10_000): void {
  let ending = false
  // Ctrl-C may arrive twice, from the terminal and from a parent that passes it on: the second one changes nothing.
  const end = (status: number) => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(status), grace).unref()
    stop().then(
      () => process.exit(status),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', () => end(130))
  process.on('SIGTERM', () => end(143))
  process.on('SIGHUP', () => end(129))
  if (process.send) {
    process.on('disconnect', () => end(143))
    process.channel?.unref()
  }
}
