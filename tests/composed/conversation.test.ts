import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { bin, temporaryFolder } from '../cli/run.ts'
import { calculatorPlan } from '../support/calculator.ts'
import { leftBehind, nothing } from '../support/left-behind.ts'
import { held } from '../support/recorded-screen.ts'
import { hasTmux, openWindow } from '../support/tmux.ts'

// A goal with an open question, answered in the conversation, until the service is verified. What the screens show is recorded.

const goal = 'how much council tax discount you get: a calculator by adults and students'

if (!hasTmux) console.warn('There is no tmux here, so no goal is talked about until it is verified.')

const over: (() => Promise<void>)[] = []
const folder = () => temporaryFolder((end) => void over.push(end))
afterAll(async () => {
  for (const end of over) await end()
})

describe.runIf(hasTmux).each([80, 60])('in a window of %d columns', (columns) => {
  test('an open question is answered in the plan, and the service is verified', async () => {
    const [cwd, temporary, home] = (await Promise.all([folder(), folder(), folder()])) as [string, string, string]
    const answered = join(home, 'answered.yaml')
    await writeFile(answered, stringify(await calculatorPlan(), { aliasDuplicateObjects: false }))
    const env = {
      PATH: process.env.PATH!,
      HOME: home,
      TMPDIR: temporary,
      EDITOR: `cp ${answered}`,
      // On a machine that has proved nothing the tests run.
      XDG_CACHE_HOME: join(home, 'cache'),
      COMPOSE_RUNS: join(home, 'runs'),
    }
    const places = { [cwd]: '<here>', [home]: '<home>' }
    const window = await openWindow(home, { columns, rows: 32, cwd, env })
    const keep = (name: string, screen: string) => held(`${name}-${columns}`, screen, places)
    try {
      const modes = await window.modes()
      await window.type(`clear; ${process.execPath} ${bin} "${goal}"; echo "ended with $?"\n`)
      await window.shows('What is the answer?')
      await window.press('e')
      await window.shows(/Your plan is taken[\s\S]*/)
      await window.shows('> Go on to the plan')
      await window.press('Enter')
      await window.shows('[2 The plan]')
      await window.press('Enter')
      const run = await window.shows(/secrets: [\s\S]*tests of the service|tests of the service[\s\S]*secrets: /, {
        within: 120_000,
      })
      // A line more or less of what was said leaves a line less or more free below it.
      await keep('run', run.replace(/\n{3,}/g, '\n\n'))
      const end = await window.shows(/ended with \d+/, { joined: true, within: 200_000 })
      expect(end).toContain('ended with 0')
      // How much of it is in sight depends on how long the paths are.
      await keep('end', end.slice(end.indexOf('  tests   ')))
      expect(await window.modes()).toBe(modes)
      expect(await leftBehind(temporary)).toEqual(nothing)
    } finally {
      await window.close()
    }
  })
})

test.runIf(hasTmux)(
  'Ctrl-C in the run stops it: exit 130, the terminal as it was, and nothing left behind',
  async () => {
    const [cwd, temporary, home] = (await Promise.all([folder(), folder(), folder()])) as [string, string, string]
    const env = {
      PATH: process.env.PATH!,
      HOME: home,
      TMPDIR: temporary,
      XDG_CACHE_HOME: join(home, 'cache'),
      COMPOSE_RUNS: join(home, 'runs'),
    }
    const window = await openWindow(home, { columns: 80, rows: 24, cwd, env })
    const at = (name: string) => join(home, name)
    try {
      const modes = await window.modes()
      await window.type(
        `clear; stty -g > ${at('before')}; ${process.execPath} ${bin} "case triage service"; echo "ended with $?"; stty -g > ${at('after')}\n`,
      )
      await window.shows('> Go on to the plan')
      await window.press('Enter')
      await window.shows('[2 The plan]')
      await window.press('Enter')
      await window.shows(/at work +verify/, { within: 60_000 })
      await window.press('C-c')
      const end = await window.shows(/^ended with \d+\n\$/m, { joined: true, within: 60_000 })
      expect(end).toContain('ended with 130')
      expect(end).toContain('[interrupted]')
      expect(await readFile(at('after'), 'utf8')).toBe(await readFile(at('before'), 'utf8'))
      expect(await window.modes()).toBe(modes)
      expect(await leftBehind(temporary)).toEqual(nothing)
    } finally {
      await window.close()
    }
  },
)
