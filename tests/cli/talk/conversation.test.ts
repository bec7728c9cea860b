import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leftBehind, nothing } from '../../support/left-behind.ts'
import { held } from '../../support/recorded-screen.ts'
import { hasTmux, openWindow, type Window } from '../../support/tmux.ts'
import { serves, service } from '../pretend-service.ts'
import { bin, temporaryFolder } from '../run.ts'

// The conversation in a real terminal, without anything being made.

if (!hasTmux) console.warn('There is no tmux here, so the conversation is not tried in a terminal.')

let window: Window
let [cwd, temporary, home] = ['', '', '']
const over: (() => Promise<void>)[] = []
const compose = `${process.execPath} ${bin}`

/** All is tried in one shell: the terminal of a person, too, has seen much before. */
beforeAll(async () => {
  if (!hasTmux) return
  const folder = () => temporaryFolder((end) => void over.push(end))
  ;[cwd, temporary, home] = (await Promise.all([folder(), folder(), folder()])) as [string, string, string]
  const env = {
    PATH: process.env.PATH!,
    HOME: home,
    TMPDIR: temporary,
    COMPOSE_RUNS: join(home, 'runs'),
    XDG_CACHE_HOME: join(home, 'cache'),
  }
  window = await openWindow(home, { columns: 80, rows: 24, cwd, env })
})
afterAll(async () => {
  await window?.close()
  for (const end of over) await end()
})

let count = 0

/** Runs a conversation between two looks at the terminal, which must be the same; answers the exit status and what then stands there. */
async function between(command: string, talk: () => Promise<unknown> = async () => undefined) {
  const modes = await window.modes()
  const [mark, at] = [`${++count}`, (name: string) => join(home, name)]
  await window.type(
    `clear; stty -g > ${at('before')}; ${command}; echo "${mark} ended with $?"; stty -g > ${at('after')}\n`,
  )
  await talk().catch(async (error) => {
    // The next test finds a shell.
    await window.press('C-c')
    throw error
  })
  const screen = await window.shows(new RegExp(`^(?:\\^C)?${mark} ended with \\d+\\n\\$`, 'm'), { joined: true })
  expect(await readFile(at('after'), 'utf8')).toBe(await readFile(at('before'), 'utf8'))
  expect(await window.modes()).toBe(modes)
  expect(await leftBehind(temporary)).toEqual(nothing)
  expect(await readdir(cwd)).toEqual([])
  return { screen, status: Number(/ ended with (\d+)/.exec(screen)?.[1]) }
}

/** From the command to the plan. */
async function toThePlan(): Promise<void> {
  await window.shows('> Go on to the plan')
  await window.press('Enter')
  await window.shows('[2 The plan]')
}

describe.runIf(hasTmux)('in a terminal', () => {
  test.each(['C-c', 'q', 'Escape'])(
    '%s leaves the first screen and the plan; the terminal is as it was',
    async (key) => {
      const first = await between(`${compose} "triage referrals, never email the landlord"`, async () => {
        await window.shows('waits for you')
        await window.press(key)
      })
      expect(first.status).toBe(130)
      expect(first.screen).toContain("To go on: compose 'triage referrals, never email the landlord'")
      const second = await between(`${compose} "case triage service"`, async () => {
        await toThePlan()
        await window.press(key)
      })
      expect(second.status).toBe(130)
    },
  )

  test.each([80, 60])(
    'what is understood of a goal, an answer to what is open, and the plan, in %d columns',
    async (columns) => {
      await window.resize(columns, 24)
      await between(`${compose} "pay a penalty notice, never email the landlord"`, async () => {
        await held(`understood-${columns}`, await window.shows('> Say it in other words'))
        await window.press('Down', 'Enter')
        await window.shows(/^(?![\s\S]*landlord)[\s\S]*> Type the answer/)
        await window.press('Enter')
        await window.type('£50')
        await held(`answered-${columns}`, await window.shows('> £50│'))
        await window.press('Enter')
        await window.shows(/£50\.00[\s\S]*> Go on to the plan/)
        await window.press('Enter')
        await window.shows('[Goal]')
        await window.press('Tab', 'Tab', 'Tab')
        await held(`plan-${columns}`, await window.shows(/\[Rules and times\][\s\S]*£50\.00/))
        await window.press('q')
      })
      await window.resize(80, 24)
    },
  )

  test('a goal that nothing fits ends as everywhere else when it is left, exit 5', async () => {
    const { screen, status } = await between(`${compose} "sandwich delivery"`, async () => {
      await window.shows('Say the goal in other words')
      await window.press('q')
    })
    expect(status).toBe(5)
    expect(screen).toContain('[no-pattern]')
  })

  test('a signal ends it as a key does: exit 143, and the terminal is as it was', async () => {
    const { status } = await between(`${compose} "case triage service"`, async () => {
      await toThePlan()
      process.kill(await window.child(), 'SIGTERM')
    })
    expect(status).toBe(143)
  })

  test('the window changes while somebody reads: everything stands within it', async () => {
    await between(`${compose} "case triage service"`, async () => {
      await toThePlan()
      await window.press('Tab')
      await window.shows('[Parts]')
      for (const [columns, rows] of [
        [60, 20],
        [100, 40],
        [40, 15],
        [80, 24],
      ] as const) {
        await window.resize(columns, rows)
        const seen = await window.shows(/^compose .*\n[\s\S]*\[Parts\][\s\S]*q\s+leave$/)
        expect(seen.split('\n').length).toBeLessThan(rows)
      }
      await window.press('q')
    })
  })

  test('e opens the plan in the editor, with its options and no shell; what is wrong is told with its place', async () => {
    const editor = join(home, 'my-editor.sh')
    // It keeps what it is given, and waits for a line, to see that nobody else takes the keys.
    const script = [
      '#!/bin/sh',
      `printf '%s\\n' "$@" >> ${home}/given`,
      'echo "edit with care"',
      'read -r line',
      `echo "$line" >> ${home}/said`,
      'if [ "$line" = break ]; then echo "record: 1" > "$3"; else sed -i "s/^  title: .*/  title: Triage of ours/" "$3"; fi',
    ]
    await writeFile(editor, `${script.join('\n')}\n`, { mode: 0o755 })
    await between(`VISUAL="${editor} --wait \\$HOME;x" ${compose} "case triage service"`, async () => {
      await toThePlan()
      await window.press('e')
      await window.shows(/^edit with care$/m)
      await window.type('break\n')
      await window.shows(/What you saved is no plan yet[\s\S]*plan\.yaml#version/)
      await window.press('x', 'e')
      await window.shows(/^edit with care$/m)
      await window.type('hello\n')
      await window.shows(/Triage of ours[\s\S]*Your plan is taken/)
      await window.press('q')
    })
    const lines = async (name: string) => (await readFile(join(home, name), 'utf8')).split('\n')
    expect((await lines('given')).slice(0, 2)).toEqual(['--wait', '$HOME;x'])
    expect(await lines('said')).toEqual(['break', 'hello', ''])
  })

  test('where no editor is set the first screen says how to set one', async () => {
    await between(`${compose} "case triage service"`, async () => {
      await window.shows('> Go on to the plan')
      await window.press('e')
      await window.shows(/No editor is set\. .*export EDITOR=/)
      await window.press('q')
    })
  })

  test.each([
    ['--plain', '', '--plain'],
    ['TERM=dumb', 'TERM=dumb', ''],
    ['CI', 'CI=true', ''],
    ['INK_SCREEN_READER', 'INK_SCREEN_READER=true', ''],
    ['an answer that goes elsewhere', '', '| cat'],
    ['--dry-run', '', '--dry-run'],
  ])('%s: lines, as everywhere else', async (_name, env, flag) => {
    const { screen } = await between(`${env} ${compose} "triage referrals, never email the landlord" ${flag}`)
    // Where one of the two goes through another program, either may come last.
    expect(screen).toMatch(/\[goal-unread\]|Not read of the goal/)
    expect(screen).not.toContain('1 Understood')
  })

  test('an evaluation draws how far it is, its answer follows, and keys are let be', async () => {
    await writeFile(join(home, 'goals.txt'), 'case triage service\nsandwich delivery\n')
    const { screen, status } = await between(`${compose} eval ${join(home, 'goals.txt')} --until plan`)
    expect(status).toBe(0)
    expect(screen).toMatch(/goal 2 of 2, builtin 1 of 1: failed \(no-pattern\)[\s\S]*in all\n[\s\S]*until planned/)
  })

  test('up draws that it is starting until the service says something, and Ctrl-C leaves the terminal as it was', async () => {
    const toldTo = `import { existsSync } from 'node:fs'\nwhile (!existsSync('go')) await new Promise((next) => setTimeout(next, 20))`
    const folder = await service(`${toldTo}\n${serves}`)
    const { screen, status } = await between(`${compose} up ${folder} --port 4300`, async () => {
      await window.shows('folder 1 of 1')
      await writeFile(join(folder, 'go'), '')
      await window.shows('service  http://127.0.0.1:4300')
      await window.press('C-c')
    })
    expect(screen.match(/in all\nservice {2}http:/g)).toHaveLength(1)
    expect(status).toBe(130)
  })

  test('NO_COLOR draws the same, without an escape sequence in what is written', async () => {
    await between(`NO_COLOR=1 ${compose} "case triage service"`, async () => {
      await window.shows('> Go on to the plan')
      expect(await window.screen({ coloured: true })).not.toContain('\u001b[')
      await window.press('q')
    })
    await between(`${compose} "case triage service"`, async () => {
      await window.shows('> Go on to the plan')
      expect(await window.screen({ coloured: true })).toContain('\u001b[1m')
      await window.press('q')
    })
  })
})
