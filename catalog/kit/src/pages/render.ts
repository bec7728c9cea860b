import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import { momentText } from './dates.ts'
import { inWords } from './words.ts'

/** Folder of the templates and of the small own style sheet and script. */
export const PAGES_FOLDER = fileURLToPath(new URL('../../pages', import.meta.url))
/** Folder that holds `govuk/`: the styles, script and templates of govuk-frontend as shipped. */
export const GOVUK_FOLDER = dirname(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/dist/govuk/template.njk')),
)

export type Render = (template: string, data: object) => string

/** Compiles every page template once; a broken one stops the start, not the first visitor. */
export function renderer(): Render {
  const loader = new nunjucks.FileSystemLoader([PAGES_FOLDER, GOVUK_FOLDER], { watch: false, noCache: false })
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  environment.addFilter('moment', momentText)
  environment.addFilter('words', inWords)
  for (const file of readdirSync(PAGES_FOLDER).sort()) {
    if (file.endsWith('.njk')) environment.getTemplate(file, true)
  }
  return (template, data) => environment.render(`${template}.njk`, data)
}
