import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestFiles } from '../catalog/files.ts'
import { indexed } from '../catalog/indexed.ts'
import type { AgentSpec } from './read-agents.ts'

export type { AgentSpec } from './read-agents.ts'

/** Reads agents/*.md, strictly. What reading has come to is kept in the folder `cache`. */
export async function loadAgents(folder: string, cache?: string): Promise<ReadonlyMap<string, AgentSpec>> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  const files = new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]))
  const read = async () => (await import('./read-agents.ts')).readAgents(files)
  return new Map(await indexed(cache, folder, digestFiles(files), read))
}
