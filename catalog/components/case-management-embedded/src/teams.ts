import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Team } from './shapes.ts'

const teamsFile = z.strictObject({
  default: z.string(),
  teams: z
    .array(
      z.strictObject({
        team: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
        name: z.string().min(1).max(200),
        wards: z.array(z.string().regex(/^(E05|W05|S13|N08)[0-9]{6}$/)),
      }),
    )
    .min(1),
})

export interface Teams {
  /** The team for a ward, and the default team for a ward that no team names. */
  find(ward: string): Team
  /** All teams, in order of name. */
  list(): Team[]
  has(team: string): boolean
  /** The team of a case and its name. One that is no team any more is called by its identifier; nothing when there is none. */
  named(team: string | null): { team?: string; teamName?: string }
}

/**
 * Reads which team works for which ward, and how teams are called.
 *
 * @throws Error when the file has another format, names a ward twice, or its default is none of its teams
 */
export function readTeams(file: string | URL): Teams {
  const parsed = teamsFile.safeParse(parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file} is not a list of teams: ${z.prettifyError(parsed.error)}`)
  const byId = new Map<string, Team>()
  const byWard = new Map<string, Team>()
  for (const { team, name, wards } of parsed.data.teams) {
    byId.set(team, { team, name })
    for (const ward of wards) {
      const other = byWard.get(ward)
      if (other) throw new Error(`${file}: ward ${ward} has two teams, ${other.team} and ${team}. Keep one.`)
      byWard.set(ward, { team, name })
    }
  }
  const fallback = byId.get(parsed.data.default)
  if (!fallback)
    throw new Error(`${file}: the default ${parsed.data.default} is none of the teams. Add it or name another.`)
  return {
    find: (ward) => byWard.get(ward) ?? fallback,
    list: () => [...byId.values()].sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    has: (team) => byId.has(team),
    named: (team) => (team === null ? {} : { team, teamName: byId.get(team)?.name ?? inWords(team) }),
  }
}

/** north-team → North team */
function inWords(team: string): string {
  return team.charAt(0).toUpperCase() + team.slice(1).replaceAll('-', ' ')
}
