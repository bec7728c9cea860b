import { fromEnvironment, serve } from '@composed/kit'
import service from './service.ts'

await serve(service, fromEnvironment())
