import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { defineOperation, type Operation } from '../operations/operation.ts'
import { Report } from '../schema.ts'
import { findAt } from './resources/offer.ts'
import { pageOf } from './resources/pages.ts'
import type { Source } from './resources/source.ts'

const Read = z.strictObject({ uri: z.string(), page: z.int(), pages: z.int(), text: z.string() })

/** A tool for agents that can call tools and nothing else: it reads what other clients read as a resource. */
export const readOperation = (sources: readonly Source[]): Operation =>
  defineOperation({
    name: 'read resource',
    title: 'Read a resource, a page at a time',
    description: 'Reads a page of an entry of the catalogue, a run, or what a brief report left out.',
    examples: [],
    positional: [],
    input: z.strictObject({
      uri: z.string().describe('Its address, as in catalog://pattern/triage or report://1/plan.'),
      page: z.int().min(1).default(1).describe('Which page of it; the answer says how many there are.'),
    }),
    output: Report.extend({ result: Read.optional() }),
    hints: { readOnly: true, destructive: false },
    async run({ uri, page }) {
      const contents = await findAt(sources, uri).catch(() => undefined)
      if (!contents) {
        throw new ComposeError('unknown-name', `There is no resource "${uri}".`, {
          suggestion:
            'catalog_list names the entries of the catalogue; a report that left something out says where it is.',
        })
      }
      const found = pageOf(contents, page)
      if (found) {
        const { uri, text, _meta: place } = found
        return { version: 1, command: 'read resource', verdict: 'done', result: { uri, text, ...place }, problems: [] }
      }
      throw new ComposeError('bad-option', `page: ${uri} has no page ${page}.`, { suggestion: 'Begin with page 1.' })
    },
  })
