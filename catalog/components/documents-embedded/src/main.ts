import { serveAlone } from '@composed/kit'
import component from './index.ts'

await serveAlone(component)
