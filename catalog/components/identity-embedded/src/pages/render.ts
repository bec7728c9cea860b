import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import type { Fault } from './fields.ts'

/** Folder of this component's templates and style sheet. */
export const pagesFolder = fileURLToPath(new URL('../../pages', import.meta.url))
/** Folder that holds `govuk/`, as shipped by govuk-frontend. */
export const govukFolder = dirname(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/dist/govuk/template.njk')),
)

export interface PageData {
  heading: string
  faults?: Fault[]
  [name: string]: unknown
}

export type Render = (template: string, data: PageData) => string

/** Compiles every template once: a broken one stops the start, not the first visitor. */
export function renderer(site: { title: string; home: string | undefined }): Render {
  const loader = new nunjucks.FileSystemLoader([pagesFolder, govukFolder])
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  environment.addGlobal('site', site)
  for (const file of readdirSync(pagesFolder).sort()) {
    if (file.endsWith('.njk')) environment.getTemplate(file, true)
  }
  return (template, data) => {
    const faults = data.faults ?? []
    return environment.render(`${template}.njk`, {
      values: {},
      ...data,
      faults,
      errorList: faults.map(({ field, text }) => ({ text, href: `#${field}` })),
      errors: Object.fromEntries(faults.map(({ field, text }) => [field, { text }])),
    })
  }
}
