import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { GOVUK_FOLDER, KIT_FOLDER, type Organisation, reachedBy } from '@composed/kit/look'
import nunjucks from 'nunjucks'
import type { Fault } from './fields.ts'

/** Folder of this component's templates. */
const pagesFolder = fileURLToPath(new URL('../../pages', import.meta.url))

export interface PageData {
  heading: string
  faults?: Fault[]
  [name: string]: unknown
}

export type Render = (template: string, data: PageData) => string

/** Compiles every template once: a broken one stops the start, not the first visitor. */
export function renderer(site: {
  title: string
  home: string | undefined
  organisation: Organisation | undefined
}): Render {
  const loader = new nunjucks.FileSystemLoader([pagesFolder, KIT_FOLDER, GOVUK_FOLDER])
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  environment.addGlobal('site', site)
  environment.addGlobal('organisation', site.organisation)
  environment.addFilter('reached', reachedBy)
  for (const file of readdirSync(pagesFolder).sort()) {
    if (file.endsWith('.njk')) environment.getTemplate(file, true)
  }
  return (template, data) => {
    const faults = data.faults ?? []
    return environment.render(`${template}.njk`, {
      values: {},
      service: site.title,
      home: site.home?.replace(/\/$/, '') ?? null,
      ...data,
      faults,
      mistakes: faults.map(({ field, text }) => ({ text, href: `#${field}` })),
      errors: Object.fromEntries(faults.map(({ field, text }) => [field, { text }])),
    })
  }
}
