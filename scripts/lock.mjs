// Copies the lock to where composed folders cut theirs from: npm leaves a package-lock.json out of what it packs, except
// in a subfolder. Run it after every change of dependencies; npm run generate does.
import { copyFileSync } from 'node:fs'

const at = (path) => new URL(`../${path}`, import.meta.url)
copyFileSync(at('package-lock.json'), at('templates/package-lock.json'))
