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
        name: z.string().min(1),
        wards: z.array(z.string().regex(/^(E05|W05|S13|N08)[0-9]{6}$/)),
      }),
    )
    .min(1),
})

/** Gives the team for a ward, and the default team for a ward that no team names. */
export type FindTeam = (ward: string) => Team

/**
 * Reads which team works for which ward.
 *
 * @throws Error when the file has another format, names a ward twice, or its default is none of its teams
 */
export function readTeams(file: string | URL): FindTeam {
  const parsed = teamsFile.safeParse(parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file} is not a list of teams: ${z.prettifyError(parsed.error)}`)
  const byWard = new Map<string, Team>()
  for (const { team, name, wards } of parsed.data.teams) {
    for (const ward of wards) {
      const other = byWard.get(ward)
      if (other) throw new Error(`${file}: ward ${ward} has two teams, ${other.team} and ${team}. Keep one.`)
      byWard.set(ward, { team, name })
    }
  }
  const fallback = parsed.data.teams.find(({ team }) => team === parsed.data.default)
  if (!fallback)
    throw new Error(`${file}: the default ${parsed.data.default} is none of the teams. Add it or name another.`)
  return (ward) => byWard.get(ward) ?? { team: fallback.team, name: fallback.name }
}
