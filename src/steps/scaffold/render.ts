import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../../digest.ts'
import type { Made } from './made.ts'

/** One template by its path below templates/. */
export type Templates = ReadonlyMap<string, string>

const answers = 'answer/'
/** Of what is written for services with records, what one that only answers has as well. */
const alsoAnswers: ReadonlySet<string> = new Set(['service/src/questions.ts.njk'])

function belongs(path: string, set: Made['set']): boolean {
  if (set === 'service') return !path.startsWith(answers)
  return !/^(service|docs)\//.test(path) || alsoAnswers.has(path)
}

/** The templates of a kind of service. */
export async function loadTemplates(folder: string, set: Made['set']): Promise<Templates> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    // Not a template: the lock that a folder's own is cut from.
    .filter((path) => path !== 'package-lock.json')
    .sort(byCodeUnit)
    .filter((path) => belongs(path, set))
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')))
  const all = new Map(paths.map((path, index) => [path, texts[index]!]))
  // Those of a set stand where others of the same name would.
  for (const path of paths.filter((one) => one.startsWith(answers))) {
    all.set(path.slice(answers.length), all.get(path)!)
    all.delete(path)
  }
  return all
}

/**
 * Renders every template with one view. `dot-` at the start of a name stands for a dot (npm drops such files from a
 * package) and `.njk` at its end is dropped; a file without it is copied. A name that the view lacks is an error.
 */
export async function render(templates: Templates, view: object): Promise<Map<string, string>> {
  const { default: nunjucks } = await import('nunjucks')
  const environment = new nunjucks.Environment(null, {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
    tags: {
      blockStart: '<%',
      blockEnd: '%>',
      variableStart: '<$',
      variableEnd: '$>',
      commentStart: '<#',
      commentEnd: '#>',
    },
  })
  const files = new Map<string, string>()
  for (const [path, text] of templates) {
    const target = path
      .replace(/\.njk$/, '')
      .split('/')
      .map((name) => name.replace(/^dot-/, '.'))
      .join('/')
    const of = only[path]
    if (of !== undefined && isEmpty(view, of)) continue
    files.set(target, path.endsWith('.njk') ? rendered(path, () => environment.renderString(text, view)) : text)
  }
  return files
}

/** Files that only a service has in whose view there is some of something: of what it has not, no code and no test. */
const only: Readonly<Record<string, string>> = {
  'service/src/set-up.ts.njk': 'setup',
  'service/src/stops.ts.njk': 'stops',
  'service/src/rules.ts.njk': 'ownRules',
  'service/src/clients.ts.njk': 'clients',
  'service/src/found.ts.njk': 'found',
  'service/src/tellings.ts.njk': 'found',
  'service/tests/found.test.ts.njk': 'found',
  'service/tests/rules.test.ts.njk': 'borders',
  'service/tests/scenarios.test.ts.njk': 'scenarios',
  'service/src/waited.ts.njk': 'held',
  'service/tests/conditions.test.ts.njk': 'stepConditions',
  'service/tests/never.test.ts.njk': 'never',
  'service/tests/reactions.test.ts.njk': 'reactions',
  'service/tests/withdrawals.test.ts.njk': 'withdrawn',
}

/** The renderer does not say which template it was. */
function rendered(path: string, render: () => string): string {
  try {
    return render()
  } catch (cause) {
    throw new Error(`templates/${path}: ${String(cause)}`, { cause })
  }
}

/** What a view says nothing of is there. */
const isEmpty = (view: object, name: string) =>
  ((view as Record<string, unknown[] | undefined>)[name] ?? [1]).length === 0
