import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Schema, satisfies } from './contract.ts'
import { plainWay } from './plain.ts'

/** A shared type of text as code asks it: the very file that the contracts refer to, so there is no second shape. */
export interface SharedType {
  /** The value as it is kept and compared. */
  plain(text: string): string
  /** Whether a plain value is one of this type. */
  fits(text: string): boolean
}

const read = new Map<string, SharedType>()

/** The type of catalogue or folder, by its name: EmailAddress. Read once per process. Throws when there is no such file. */
export function sharedType(name: string): SharedType {
  const known = read.get(name)
  if (known) return known
  const schema = parse(readFileSync(new URL(`../../types/${name}.yaml`, import.meta.url), 'utf8')) as Schema
  const type: SharedType = {
    plain: plainWay(schema),
    fits: (text) => satisfies(schema, text),
  }
  read.set(name, type)
  return type
}
