import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Organisation } from '../organisation.ts'

// How every page of a place looks, those of a component with pages of its own too: sign-in must not look like another site.

/** Folder that holds `pages/`: the layout, the other templates, and the small own style sheet and script. */
export const KIT_FOLDER = fileURLToPath(new URL('../../', import.meta.url))
/** Folder that holds `govuk/`: the styles, script and templates of govuk-frontend as shipped. */
export const GOVUK_FOLDER = dirname(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/dist/govuk/template.njk')),
)

/**
 * The styles of govuk-frontend. The typeface is licensed for GOV.UK alone and not even asked for (browsers fetch a declared
 * font also where a later style sheet names another one): service.css says what stands in its place.
 */
export const govukStyles = (): string =>
  readFileSync(join(GOVUK_FOLDER, 'govuk/govuk-frontend.min.css'), 'utf8')
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'var(--service-typeface)')

/** The service's own styles, with the colour of the organisation. */
export const serviceStyles = ({ colour }: Partial<Organisation> = {}): string => {
  const own = readFileSync(join(KIT_FOLDER, 'pages/service.css'), 'utf8')
  return colour ? `${own}\n:root {\n  --service-colour: ${colour};\n  --service-edge: ${colour};\n}\n` : own
}
