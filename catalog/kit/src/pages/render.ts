import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import nunjucks from 'nunjucks'
import { type Organisation, reachedBy } from '../organisation.ts'
import { momentText } from './dates.ts'
import { GOVUK_FOLDER, KIT_FOLDER } from './look.ts'
import { inWords } from './words.ts'

const PAGES_FOLDER = join(KIT_FOLDER, 'pages')

export type Render = (template: string, data: object) => string

/** Compiles every page template once; a broken one stops the start, not the first visitor. */
export function renderer(organisation: Organisation | undefined): Render {
  const loader = new nunjucks.FileSystemLoader([PAGES_FOLDER, GOVUK_FOLDER], { watch: false, noCache: false })
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  environment.addFilter('moment', momentText)
  environment.addFilter('words', inWords)
  environment.addFilter('reached', reachedBy)
  environment.addGlobal('organisation', organisation)
  for (const file of readdirSync(PAGES_FOLDER).sort()) {
    if (file.endsWith('.njk')) environment.getTemplate(file, true)
  }
  return (template, data) => environment.render(`${template}.njk`, data)
}
