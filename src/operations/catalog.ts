import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { Report } from '../schema.ts'
import * as inputs from './inputs.ts'
import { nearest } from './nearest.ts'
import { defineOperation } from './operation.ts'
import { openCatalog } from './tools.ts'

const kinds = ['pattern', 'capability', 'component'] as const
const Row = z.strictObject({ kind: z.enum(kinds), id: z.string(), title: z.string(), description: z.string() })
const Found = Row.extend({ score: z.number() })
const readOnly = { readOnly: true, destructive: false }

export const catalogListOperation = defineOperation({
  name: 'catalog list',
  title: 'List the catalogue',
  description: 'Shows every pattern, capability and component of the catalogue.',
  examples: ['', '--json', '--catalog ./our-catalogue'],
  positional: [],
  input: z.strictObject({ catalog: inputs.catalog }),
  output: Report.extend({ result: z.array(Row).optional() }),
  hints: readOnly,
  async run(input, context) {
    const { listEntries } = await import('../catalog/search.ts')
    return done('catalog list', listEntries(await openCatalog(input, context)))
  },
})

export const catalogSearchOperation = defineOperation({
  name: 'catalog search',
  title: 'Search the catalogue',
  description: 'Finds the entries of the catalogue that fit some words best.',
  examples: ['"send a text message"', 'postcode --limit 3'],
  positional: ['words'],
  input: z.strictObject({
    words: z.array(z.string()).min(1).describe('Words to look for.'),
    limit: z.int().min(1).max(100).default(10).describe('How many entries to show at most.'),
    catalog: inputs.catalog,
  }),
  output: Report.extend({ result: z.array(Found).optional() }),
  hints: readOnly,
  async run(input, context) {
    const { search } = await import('../catalog/search.ts')
    return done('catalog search', search(await openCatalog(input, context), input.words.join(' '), input.limit))
  },
})

export const catalogShowOperation = defineOperation({
  name: 'catalog show',
  title: 'Show an entry of the catalogue',
  description:
    'Shows one component, capability or pattern; of a capability also its operations by type and role, and its scopes.',
  examples: ['case-management', 'audit-embedded', 'triage --json'],
  positional: ['id'],
  input: z.strictObject({ id: z.string().describe('The entry, as catalog list names it.'), catalog: inputs.catalog }),
  output: Report.extend({
    result: z.looseObject({ kind: z.enum(kinds), id: z.string(), digest: z.string() }).optional(),
  }),
  hints: readOnly,
  async run(input, context) {
    const { describeEntry } = await import('./describe-entry.ts')
    const catalog = await openCatalog(input, context)
    const entry = describeEntry(catalog, input.id)
    if (entry) return done('catalog show', entry)
    const known = [...catalog.patterns.keys(), ...catalog.capabilities.keys(), ...catalog.components.keys()]
    const meant = nearest(input.id, known)
    throw new ComposeError('unknown-name', `The catalogue has no entry "${input.id}".`, {
      suggestion: meant ? `Did you mean ${meant}?` : 'compose catalog list shows what there is.',
    })
  },
})

export const catalogLintOperation = defineOperation({
  name: 'catalog lint',
  title: 'Check the catalogue',
  description: 'Checks every file of a catalogue, and across files what a single one cannot tell.',
  examples: ['', '--catalog ./our-catalogue', '--json'],
  positional: [],
  input: z.strictObject({ catalog: inputs.catalog }),
  output: Report,
  hints: readOnly,
  async run(input, context) {
    const { lintCatalog } = await import('../catalog/lint.ts')
    const catalog = await openCatalog(input, context)
    const problems = lintCatalog(catalog)
    const counted = {
      patterns: catalog.patterns.size,
      capabilities: catalog.capabilities.size,
      components: catalog.components.size,
    }
    const verdict = problems.length === 0 ? 'done' : 'failed'
    return { version: 1, command: 'catalog lint', verdict, result: counted, problems }
  },
})

function done(command: string, result: unknown): Report {
  return { version: 1, command, verdict: 'done', result, problems: [] }
}
