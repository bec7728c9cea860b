import { fromEnvironment, serve } from '@composed/kit'
import component from './index.ts'

await serve(component, fromEnvironment())
