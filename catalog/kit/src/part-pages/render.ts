import { readdirSync } from 'node:fs'
import nunjucks from 'nunjucks'
import { type Organisation, reachedBy } from '../organisation.ts'
import { momentText } from '../pages/dates.ts'
import { moneyText } from '../pages/kinds/number.ts'
import { GOVUK_FOLDER, KIT_FOLDER } from '../pages/look.ts'

/** What is wrong with a field, in words for the person who filled it in. */
export interface Fault {
  field: string
  text: string
}

export interface PageData {
  heading: string
  faults?: Fault[]
  [name: string]: unknown
}

/** What the pages of a component say of the place they are in. */
export interface PartSite {
  title: string
  /** Where a page links back to. */
  home: string | undefined
  /** Whose pages they are, where organisation.yaml says so. */
  organisation: Organisation | undefined
}

export type Render = (template: string, data: PageData) => string

/**
 * Draws the pages of a component by the templates of its own folder, which extend `pages/part.njk`: they look like those of the
 * service. Each is compiled at once, so that a broken one stops the start and not the first visitor.
 */
export function partRenderer(folder: string, { title, home, organisation }: PartSite): Render {
  const loader = new nunjucks.FileSystemLoader([folder, KIT_FOLDER, GOVUK_FOLDER])
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  environment.addGlobal('site', { title, home })
  environment.addGlobal('organisation', organisation)
  environment.addFilter('reached', reachedBy)
  environment.addFilter('moment', momentText)
  environment.addFilter('money', moneyText)
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.njk')) environment.getTemplate(file, true)
  }
  return (template, data) => {
    const faults = data.faults ?? []
    return environment.render(`${template}.njk`, {
      values: {},
      service: title,
      home: home?.replace(/\/$/, '') ?? null,
      ...data,
      faults,
      mistakes: faults.map(({ field, text }) => ({ text, href: `#${field}` })),
      errors: Object.fromEntries(faults.map(({ field, text }) => [field, { text }])),
    })
  }
}
