// Runs the component alone: DATABASE_URL, PORT, HOST, IDENTITY_URL and what component.yaml lists under config.
import { fromEnvironment, serve } from '@composed/kit'
import component from './index.ts'

await serve(component, fromEnvironment())
