import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { sharedType } from './shared-type.ts'

// For components whose data is a file of the organisation's own: what is wrong in it is said with what, where and what next.

/** What a shared type takes, made plain; the very type that the contract refers to. `is` says what else a value would have to be. */
export const sharedValue = (type: string, is: string) => {
  const { plain, fits } = sharedType(type)
  return z
    .string()
    .transform(plain)
    .refine(fits, { error: `is not ${is}` })
}

/** Where the shape of the file is told. */
const shape = 'data/SOURCE.md says what it holds.'

/**
 * Reads a JSON file. `setting` is the variable of the environment that names it.
 *
 * @throws Error that says what is wrong, where in the file, and what to do about it
 */
export function readDataFile<T>(file: string | URL, schema: z.ZodType<T>, setting: string): T {
  const parsed = schema.safeParse(jsonOf(file, setting))
  if (parsed.success) return parsed.data
  const [{ path, message } = { path: [], message: '' }] = parsed.error.issues
  throw new Error(`${file}: ${placeOf(path)}: ${message}. Correct it there; ${shape}`)
}

function jsonOf(file: string | URL, setting: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is no JSON (${cause.message})` : `cannot be read (${String(cause)})`
    throw new Error(`${file} ${why}. ${setting} names a JSON file; ${shape}`, { cause })
  }
}

/** All of a list, by what each is known by. Throws where two have the same. */
export function onceEach(file: string | URL, list: string, all: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const at = all.findIndex((one) => seen.size === seen.add(one).size)
  if (at >= 0) throw new Error(`${file}: ${list}[${at}]: ${all[at]} stands there twice. Keep one of the two.`)
  return seen
}

/** places, 3, areas, 0 → places[3].areas[0] */
export const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((one, index) => (typeof one === 'number' ? `[${one}]` : `${index === 0 ? '' : '.'}${String(one)}`))
    .join('') || 'the whole of it'
