import { serveAlone } from '@composed/kit'
import service from './service.ts'

await serveAlone(service)
