import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTeams } from '../src/teams.ts'

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'teams-')), 'teams.yaml')
  writeFileSync(file, text)
  return file
}

const two = (default_: string, second = 'E05000002') => `
default: ${default_}
teams:
  - { team: east-team, name: East team, wards: [E05000001] }
  - { team: west-team, name: West team, wards: [${second}] }
`

test.each([
  ['E05990001', 'north-team'],
  ['E05990004', 'south-team'],
  ['E05990005', 'central-team'],
  ['W05000001', 'central-team'],
])('ward %s goes to %s', (ward, team) => {
  expect(readTeams(new URL('../data/teams.yaml', import.meta.url)).find(ward).team).toBe(team)
})

test('a file of one’s own replaces the teams', () => {
  const teams = readTeams(written(two('west-team')))
  const [east, west] = [
    { team: 'east-team', name: 'East team' },
    { team: 'west-team', name: 'West team' },
  ]
  expect(teams.find('E05000001')).toEqual(east)
  expect(teams.find('E05990001')).toEqual(west)
  expect(teams.list()).toEqual([east, west])
  expect([teams.has('east-team'), teams.has('north-team')]).toEqual([true, false])
})

test('a team is called by its name, one that is none any more by its identifier, and none by nothing', () => {
  const teams = readTeams(written(two('west-team').replace('East team', 'Children and families')))
  expect(teams.named('east-team')).toEqual({ team: 'east-team', teamName: 'Children and families' })
  expect(teams.named('old-night-team')).toEqual({ team: 'old-night-team', teamName: 'Old night team' })
  expect(teams.named(null)).toEqual({})
  expect(teams.list().map(({ name }) => name)).toEqual(['Children and families', 'West team'])
})

test.each([
  ['a default that is none of the teams', two('south-team'), /default south-team/],
  ['a ward with two teams', two('east-team', 'E05000001'), /ward E05000001 has two teams/],
  ['an unknown key', `${two('east-team')}wards: []`, /not a list of teams/],
])('%s is refused', (_name, text, message) => {
  expect(() => readTeams(written(text))).toThrow(message)
})
