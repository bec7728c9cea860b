import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isAside } from '../../src/evaluation/aside.ts'
import { Readings } from '../../src/schema.ts'
import { compose, composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { scriptedEndpoint } from './endpoint.ts'

// compose eval --until read, as its users run it: a folder of goals with their right readings.

const files = {
  'booking.yaml': {
    kind: 'booking',
    titles: ['Book a slot at the tip'],
    sentences: [{ goal: 'Book a session at the gym, at most 3 sessions a week', limits: [{ most: 4, every: 'P1W' }] }],
    paragraphs: [],
  },
  'triage.yaml': { kind: 'triage', titles: [dutyDeskGoal], sentences: [], paragraphs: [] },
  'refused.yaml': { kind: null, titles: [{ goal: 'sandwich', refuse: 'one word' }], sentences: [], paragraphs: [] },
}

async function folderOf(): Promise<string> {
  const home = await temporaryFolder()
  await mkdir(join(home, 'goals'))
  for (const [name, goals] of Object.entries(files)) await writeFile(join(home, 'goals', name), JSON.stringify(goals))
  return home
}

test('the built-in engine and a model are shown beside each other, with what misses', async () => {
  const endpoint = await scriptedEndpoint(
    [...Array(2).fill({ unplaced: true }), {}, {}].map((_, index) => ({
      for: 'planner' as const,
      reply: { value: index === 3 ? dutyDeskIntent : { version: 1, pattern: null, understood: [] } },
    })),
  )
  const flags = ['--until', 'read', '--set', 'all', '--brain', 'model']
  const { report, status, stderr } = await composeJson(['eval', 'goals', ...flags], {
    cwd: await folderOf(),
    env: endpoint.env,
  })
  endpoint.done()
  expect({ status, verdict: report.verdict }).toEqual({ status: 0, verdict: 'done' })
  const { readers, set } = Readings.parse(report.result)
  expect(set).toBe('all')
  const [model, builtin] = readers
  expect(builtin?.all).toMatchObject({
    goals: 4,
    kind: 3,
    refusals: { due: 1, right: 1, wrong: 1 },
    wrong: 1,
    dropped: 0,
  })
  expect(builtin?.misses.map(({ became, what }) => `${what} ${became}`)).toEqual(
    expect.arrayContaining(['kind refused', 'limit wrong']),
  )
  expect(model).toMatchObject({
    brain: 'scripted',
    all: { goals: 4, kind: 2, refusals: { due: 1, right: 1, wrong: 2 } },
  })
  expect(stderr).not.toContain('step-started')
})

test('a table for people; the third kept aside by its words alone', async () => {
  const cwd = await folderOf()
  const open = await compose(['eval', 'goals', '--until', 'read'], { cwd })
  const all = Object.values(files).flatMap(({ sentences, titles }) => [...titles, ...sentences])
  const goals = all.map((one) => (typeof one === 'string' ? one : one.goal))
  const count = goals.filter((goal) => !isAside(goal)).length
  expect(open.stdout).toContain(`${count} goals (the open two thirds), read by builtin`)
  expect(open.stdout).toMatch(/^ {2}wrong readings +.*%\)$/m)
})

test('goals without readings can only be tried', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'goals.txt'), 'case triage service\n')
  const { report, status } = await composeJson(['eval', 'goals.txt', '--until', 'read'], { cwd })
  expect({ status, problems: report.problems }).toMatchObject({ status: 2, problems: [{ code: 'bad-file' }] })
})
