import { parse } from 'yaml'
import type { Problem } from '../../errors.ts'
import type { FileSet } from '../../schema.ts'
import { deviations } from './official-schema.ts'
import type { StaticCheck } from './static-check.ts'

/** Rules of Redocly that say that a document is wrong, not that it could be nicer. */
const rules = {
  struct: 'error',
  'no-unresolved-refs': 'error',
  'no-identical-paths': 'error',
  'no-schema-type-mismatch': 'error',
  'no-enum-type-mismatch': 'error',
  'no-required-schema-properties-undefined': 'off',
  'operation-operationId': 'error',
  'operation-operationId-unique': 'error',
  'operation-operationId-url-safe': 'error',
  'operation-parameters-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-not-include-query': 'error',
  'path-parameters-defined': 'error',
  'security-defined': 'error',
  'spec-components-invalid-map-name': 'error',
} as const

const openapi = { key: 'openapi', name: 'OpenAPI 3.1', wanted: /^3\.1\.\d+$/ } as const
const asyncapi = { key: 'asyncapi', name: 'AsyncAPI 3.0', wanted: /^3\.0\.\d+$/ } as const

/** Top of the in-memory tree that the files are shown under; no such folder exists. */
const top = '/composed/'

/**
 * Every OpenAPI and AsyncAPI document is valid, by its official schema and by a linter that follows references into other
 * files; every schema in `types/` is a JSON Schema 2020-12 that can be compiled.
 */
export const contracts: StaticCheck = {
  id: 'contracts',
  async run({ files }) {
    const documents = [...files.keys()].filter((path) => /(?:^|\/)(?:openapi|asyncapi)\.yaml$/.test(path))
    const types = [...files.keys()].filter((path) => /^types\/[^/]+\.yaml$/.test(path))
    const problems: Problem[] = []
    if (documents.length === 0) problems.push({ code: 'contracts', message: 'There is no contract at all.' })
    const problemsOf = await reader(files)
    for (const path of documents) problems.push(...(await problemsOf(path)))
    problems.push(...(await schemaProblems(files, types)))
    return { saw: `${documents.length} contracts and ${types.length} types`, problems }
  },
}

/** The problems of each document, by the linter and by the official schema of its specification. */
async function reader(files: FileSet): Promise<(path: string) => Promise<Problem[]>> {
  // Loaded here because it takes longer than all the rest of compose.
  const redocly = (await import('@redocly/openapi-core')).default
  const config = await redocly.createConfig({ rules })
  // Only files of the set can be reached: never the disk, never the network.
  class Resolver extends redocly.BaseResolver {
    override async loadExternalRef(ref: string) {
      const file = ref.startsWith(top) ? files.get(ref.slice(top.length)) : undefined
      if (!file) throw new Error(`${ref.startsWith(top) ? ref.slice(top.length) : ref} is not part of the service`)
      return new redocly.Source(ref, file.bytes.toString())
    }
  }
  // One for all documents: what several refer to is read once.
  const externalRefResolver = new Resolver()
  return async (path) => {
    const problem = (message: string, where = path): Problem => ({ code: 'contracts', message, where })
    const document = await externalRefResolver.resolveDocument(null, top + path, true).catch((error: Error) => error)
    if (document instanceof Error) return [problem(document.message.replaceAll(top, ''))]
    const { key, name, wanted } = path.endsWith('openapi.yaml') ? openapi : asyncapi
    const version: unknown = document.parsed?.[key]
    if (!wanted.test(String(version))) return [problem(`This should be ${name}, but it says ${version ?? 'nothing'}.`)]

    const linted = await redocly.lint({ ref: top + path, config, externalRefResolver })
    const told = linted.map(({ ruleId, message, location: [place] }) => {
      const where = place ? place.source.absoluteRef.slice(top.length) + place.pointer : path
      return problem(`${message} (${ruleId})`, where)
    })
    const official = (await deviations(key, document.parsed)).map(({ at, message }) => ({ message, where: path + at }))
    // What the linter has said of a place, it has said better.
    const more = official.filter(({ where: at }) => !told.some(({ where = '' }) => overlap(at, where)))
    return [...told, ...more.map(({ message, where }) => problem(`${message} (${name})`, where))]
  }
}

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

async function schemaProblems(files: FileSet, paths: readonly string[]): Promise<Problem[]> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const { default: formats } = await import('ajv-formats')
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  formats.default(ajv)
  const problem = (where: string, message: string): Problem => ({ code: 'contracts', message, where })
  const schemas = new Map(paths.map((path) => [path, parse(files.get(path)!.bytes.toString())]))
  for (const key of new Set(extensionsIn([...schemas.values()]))) ajv.addKeyword(key)
  const problems: Problem[] = []
  const attempt = (path: string, work: () => void) => {
    try {
      work()
    } catch (error) {
      problems.push(problem(path, error instanceof Error ? error.message : String(error)))
    }
  }
  // All are known before the first is compiled: they refer to each other.
  for (const [path, schema] of schemas) attempt(path, () => ajv.addSchema({ ...schema, $id: `compose:/${path}` }))
  for (const [path, schema] of schemas) {
    attempt(path, () => {
      const validate = ajv.getSchema(`compose:/${path}`)
      for (const example of schema?.examples ?? []) {
        if (!validate?.(example))
          problems.push(problem(path, `The example ${JSON.stringify(example)} is not of this type.`))
      }
    })
  }
  return problems
}

/** Our own annotations begin with `x-`; any other unknown keyword is a mistake. */
function extensionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.startsWith('x-') ? [key] : []),
    ...extensionsIn(inner),
  ])
}
