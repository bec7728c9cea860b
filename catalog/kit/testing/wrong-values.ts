import { randomInt } from 'node:crypto'
import { type Schema, satisfies } from '../src/contract.ts'

/** A value that the schema does not allow, boxed; undefined when it allows anything. */
export function wrongValue(schema: Schema): { value: unknown } | undefined {
  const candidates = [{ unexpected: true }, 12_345, 'text', true, []]
  const value = candidates.find((candidate) => !satisfies(schema, candidate))
  return value === undefined ? undefined : { value }
}

const classes = ['23456789', 'abcdef', 'ghjkmnpqrstuvwxyz', 'ABCDEF', 'GHJKMNPQRSTUVWXYZ']

/** Ids of the same form as the given ones, which almost certainly belong to nothing. Throws when no such id fits the contract. */
export function unknownPath(
  path: Record<string, unknown>,
  fits: (candidate: Record<string, string>) => boolean,
): Record<string, string> {
  for (let tries = 0; tries < 100; tries++) {
    const candidate = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, altered(String(value))]))
    if (fits(candidate)) return candidate
  }
  throw new Error(`No unknown id of the form of ${Object.keys(path).join(', ')} fits the contract`)
}

/** Every letter and digit becomes another of its kind. */
function altered(text: string): string {
  return [...text]
    .map((character) => another(classes.find((one) => one.includes(character)) ?? kindOf(character), character))
    .join('')
}

function kindOf(character: string): string {
  return /[01]/.test(character) ? '23456789' : character
}

function another(characters: string, not: string): string {
  const others = [...characters].filter((character) => character !== not)
  return others[randomInt(Math.max(others.length, 1))] ?? not
}
