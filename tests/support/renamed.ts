import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { signIn } from '../../src/catalog/frame-scopes.ts'
import { frameTypes } from '../../src/catalog/frame-types.ts'
import type { Catalog } from '../../src/catalog/load.ts'
import { camel, capitalise } from '../../src/goal/words.ts'

// A copy of a catalogue in which every entry has another name, as long as the old one and with hyphens and capitals where
// that had them, so that no line breaks elsewhere. What the frame itself has a contract with keeps its name.

const fixed = new Set([signIn, 'personal-data', ...frameTypes])

/** The old name → the new one, of capabilities, components, patterns, types, rules, outcomes and teams. */
export function newNames(catalog: Catalog, teams: readonly string[]): Map<string, string> {
  const kinds = [
    [...catalog.capabilities.keys()],
    [...catalog.components.keys()],
    [...catalog.patterns.keys()],
    [...catalog.types.keys()],
    rulesOf(catalog),
    Object.values(catalog.vocabulary.outcomes).flatMap((outcomes) => Object.keys(outcomes)),
    teams,
  ]
  const names = kinds.flat().filter((name) => !fixed.has(name))
  return new Map([...new Set(names)].sort().map((name, index) => [name, disguised(name, index)]))
}

function rulesOf({ patterns, capabilities, vocabulary }: Catalog): string[] {
  const brought = [...capabilities.values()].flatMap(({ brings }) => Object.keys(brings.rules))
  const own = [...patterns.values()].flatMap(({ file }) => Object.keys(file.spec.rules))
  return [...brought, ...own, ...Object.keys(vocabulary.outcomes)]
}

/**
 * audit → auqbk: the first two letters, which keep what is sorted in its place, then letters that stand in no word and have no
 * plural of their own kind.
 */
function disguised(name: string, index: number): string {
  const number = [Math.floor(index / 26), index % 26].map((digit) => String.fromCharCode(97 + digit)).join('')
  const letters = `q${number}${'k'.repeat(name.length)}`
  let at = 0
  return [...name].map((old, place) => (place < 2 || old === '-' ? old : likeness(old, letters[at++]!))).join('')
}

const likeness = (old: string, letter: string) => (old === old.toUpperCase() ? letter.toUpperCase() : letter)

/** All forms in which a name is written: as it is, in camel case, in capitals, with underscores, with a capital. */
function forms(name: string): string[] {
  // A type has one; in small letters its name is a word like others.
  if (/^[A-Z]/.test(name)) return [name]
  const snake = name.replaceAll('-', '_')
  return [name, camel(name), capitalise(camel(name)), snake, snake.toUpperCase(), capitalise(name)]
}

/** Replaces whole names in a text, in all their forms. New ones are replaced wherever they stand: no word has them. */
export function renamer(names: ReadonlyMap<string, string>, whole = true): (text: string) => string {
  const all = new Map([...names].flatMap(([from, to]) => forms(from).map((form, index) => [form, forms(to)[index]!])))
  const longest = [...all.keys()].sort((a, b) => b.length - a.length)
  const any = `(?:${longest.join('|')})`
  const pattern = new RegExp(whole ? `(?<![A-Za-z0-9])${any}(?![A-Za-z0-9])` : any, 'g')
  return (text) => text.replace(pattern, (form) => all.get(form)!)
}

/** Writes the renamed copy to a folder. People's words for things stay what they are. */
export async function writeRenamed(
  catalog: Catalog,
  names: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  const rename = renamer(names)
  for (const [path, bytes] of catalog.files) {
    const kit = path.startsWith('kit/')
    const target = join(folder, kit ? path : rename(path))
    await mkdir(dirname(target), { recursive: true })
    const kept = kit || !/\.(ya?ml|ts|json|njk)$/.test(path)
    await writeFile(target, kept ? bytes : inWords(path, bytes.toString(), rename))
  }
}

function inWords(path: string, text: string, rename: (text: string) => string): string {
  if (path === 'vocabulary.yaml') return stringify(keysOf(parse(text), rename))
  const entry = path.startsWith('patterns/') || path.endsWith('/capability.yaml')
  if (!entry) return rename(text)
  // A question's page of whom to call first is a word of the grammar, and no outcome.
  const kept = rename(text).replace(new RegExp(`\\b${rename('urgent')}:$`, 'gm'), 'urgent:')
  const renamed = parse(kept) as { spec: Record<string, unknown> }
  const { words, examples, also, named } = (parse(text) as typeof renamed).spec
  const said = Object.entries({ words, examples, also, named }).filter(([, one]) => one !== undefined)
  return stringify({ ...renamed, spec: { ...renamed.spec, ...Object.fromEntries(said) } })
}

/** An object with other keys; what people say, in lists, stays. */
function keysOf(value: unknown, rename: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => keysOf(one, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [rename(key), keysOf(one, rename)]))
}
