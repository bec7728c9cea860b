import { passes, unfitValue } from '../database-errors.ts'

/** HTTP status an error stands for: that of a problem from a component, of Fastify, 503 for a database away, or 500. */
export function statusOf(error: unknown): number {
  if (passes(error)) return 503
  if (unfitValue(error)) return 400
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown }
  const found = [status, statusCode].find((one) => typeof one === 'number' && one >= 400 && one <= 599)
  return typeof found === 'number' ? found : 500
}
