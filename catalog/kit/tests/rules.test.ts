import { closeSync, cpSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { codedRule, launchRules } from '../src/rules/index.ts'
import { Isolate } from '../src/rules/isolate.ts'
import { size } from './fixture/hostile-rules.ts'
import { gone, run } from './fixture/process.ts'

const module = new URL('./fixture/hostile-rules.ts', import.meta.url)
const isolates: Isolate[] = []
function isolateOf(name: string, at = module): Isolate {
  const isolate = new Isolate(name, at)
  isolates.push(isolate)
  return isolate
}
afterAll(() => Promise.all(isolates.map((one) => one.stop())))

/** The processes of rules that a process has started. */
function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return all.map(Number).filter((one) => {
    try {
      const stat = readFileSync(`/proc/${one}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return parent === pid && readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('rules/process.ts')
    } catch {
      return false
    }
  })
}

const megabytesOf = (pid: number) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

test('a rule as it should be answers what its function answers', async () => {
  const isolate = isolateOf('size')
  for (const number of [0, 9, 10, -1, 1e9]) expect(await isolate.ask({ number })).toBe(size({ number }))
})

test('its process is kept for the next call', async () => {
  const isolate = isolateOf('echo')
  const before = childrenOf(process.pid)
  await isolate.ask({ text: 'one' })
  const mine = childrenOf(process.pid).filter((pid) => !before.includes(pid))
  expect(mine).toHaveLength(1)
  await isolate.ask({ text: 'two' })
  expect(childrenOf(process.pid)).toContain(mine[0])
})

describe('what would take too much is stopped, and the next call works', () => {
  const isolate = isolateOf('hostile')
  test.each([
    ['a text that doubles', /memory|time/],
    ['nested lists as text', /memory|time/],
    ['nested lists as JSON', /memory|time/],
    ['replace with a function', /memory|time|threw/],
    ['a text that links itself', /memory|threw/],
    ['padEnd', /memory|time/],
    ['repeat', /memory|time/],
    ['a comparison that takes long', /time/],
    ['long texts, sorted', /memory|time/],
    ['a list without end', /memory|time/],
    ['a search that the engine does not leave', /time/],
    ['texts outside the heap', /memory/],
    ['bytes outside the heap', /memory|time/],
    ['a power', /time/],
    ['recursion', /threw/],
    ['a regular expression', /time/],
    ['a loop', /time/],
    ['a loop of what comes later', /memory|time/],
  ])('%s', async (shape, reason) => {
    const before = childrenOf(process.pid)
    await isolate.start()
    const own = childrenOf(process.pid)
    let peak = 0
    let turns = 0
    const watch = setInterval(() => {
      turns += 1
      peak = Math.max(peak, ...own.map(megabytesOf))
    }, 10)
    const began = performance.now()
    const fault = await isolate.ask({ shape }).catch((error: unknown) => error)
    const took = performance.now() - began
    clearInterval(watch)
    expect(fault).toMatchObject({ name: 'RuleFault', rule: 'hostile', status: 503 })
    expect((fault as { reason: string }).reason).toMatch(reason)
    // This process was never held up for long, and the other one never took what the machine has.
    expect(took).toBeLessThan(4000)
    expect(turns).toBeGreaterThan(took / 500 - 1)
    expect(peak).toBeLessThan(512)
    expect(await isolate.ask({})).toBe('small')
    expect(childrenOf(process.pid).length).toBeLessThanOrEqual(before.length + 1)
  })
})

test('a rule that is stuck holds up no other, and those behind it are refused in time', async () => {
  const [stuck, other] = [isolateOf('hostile'), isolateOf('size')]
  await Promise.all([stuck.start(), other.start()])
  const first = stuck.ask({ shape: 'a loop' }).catch((error) => error.reason)
  const behind = Array.from({ length: 20 }, () => stuck.ask({}).catch((error) => error.reason))
  expect(await other.ask({ number: 10 })).toBe('large')
  expect(await first).toBe('time')
  expect(new Set(await Promise.all(behind))).toEqual(new Set(['busy']))
  expect(await stuck.ask({})).toBe('small')
})

test('many calls at once are answered each by its own', async () => {
  const isolate = isolateOf('echo')
  await isolate.start()
  const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`)
  expect(await Promise.all(texts.map((text) => isolate.ask({ text })))).toEqual(texts)
})

describe('a coded rule of a service', () => {
  const logged: object[] = []
  const decide = codedRule<{ shape?: string }, 'small' | 'large'>('hostile', module, ['small', 'large'])
  let stop: (() => Promise<void>) | undefined
  afterAll(() => stop?.())

  test.each([
    'a number',
    'nothing at all',
    'a promise of an outcome',
    'a text object',
    'an outcome that is not one',
    'a very long text',
  ])('%s is no answer, which the log says', async (shape) => {
    stop ??= await launchRules({ log: { error: (fields: object) => logged.push(fields) } as never })
    logged.length = 0
    await expect(decide({ shape })).rejects.toMatchObject({ name: 'RuleFault', reason: 'answer' })
    expect(logged).toEqual([{ rule: 'hostile', reason: 'answer', limits: { milliseconds: 2000, megabytes: 64 } }])
    expect(await decide({})).toBe('small')
  })

  test('what a rule throws is neither in the error nor in the log', async () => {
    logged.length = 0
    const fault: Error = await decide({ shape: 'an error' }).then(
      () => new Error('it came to an answer'),
      (error) => error,
    )
    expect(fault).toMatchObject({ name: 'RuleFault', reason: 'threw', code: 'unavailable' })
    expect(`${fault.message} ${fault.stack} ${JSON.stringify(logged)}`).not.toContain('0900123')
    await decide({})
  })

  test('after the stop nothing is decided and no process is left', async () => {
    const mine = childrenOf(process.pid)
    await stop?.()
    await expect(decide({})).rejects.toMatchObject({ reason: 'ended' })
    expect(childrenOf(process.pid).length).toBe(mine.length - 1)
  })
})

test('a function that is not there, or a file, is told at the start', async () => {
  await expect(isolateOf('missing').start()).rejects.toMatchObject({ reason: 'start' })
  await expect(isolateOf('size', new URL('./nowhere.ts', module)).start()).rejects.toMatchObject({ reason: 'start' })
})

test('it reaches nothing of the machine', async () => {
  const open = (one: number) => readdirSync(`/proc/${one}/fd`).flatMap((fd) => linkOf(one, fd))
  const file = openSync(fileURLToPath(module), 'r')
  try {
    expect(await isolateOf('curious').ask({})).toBe('')
    const [pid] = childrenOf(process.pid).filter((one) =>
      readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('\0curious\0'),
    )
    const mine = open(process.pid).filter((link) => /^(socket:|\/(?!dev\/null$))/.test(link))
    expect(mine).toContain(fileURLToPath(module))
    expect(open(pid!).filter((link) => mine.includes(link))).toEqual([])
  } finally {
    closeSync(file)
  }
})

function linkOf(pid: number, fd: string): string[] {
  try {
    return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
  } catch {
    return []
  }
}

test('a folder with any name will do', async () => {
  const top = mkdtempSync(join(tmpdir(), 'a rule, *its* %41 földer '))
  try {
    cpSync(fileURLToPath(module), join(top, 'rule.ts'))
    expect(await isolateOf('size', pathToFileURL(join(top, 'rule.ts'))).ask({ number: 11 })).toBe('large')
  } finally {
    rmSync(top, { recursive: true })
  }
})

describe('the process of a rule', () => {
  const script = fileURLToPath(new URL('./fixture/rule-owner.ts', import.meta.url))
  const alive = (pid: number) => () => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }

  test.each([[''], ['a loop'], ['a search that the engine does not leave']])(
    'ends when the service is killed, also while it does %s',
    async (shape) => {
      const owner = run([script, ...(shape ? [shape] : [])])
      await owner.says(/up/)
      const [pid] = childrenOf(owner.child.pid!)
      // What goes to the whole group is for the service.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(pid!, signal)
      expect(alive(pid!)()).toBe(true)
      owner.child.kill('SIGKILL')
      await owner.ended()
      expect(await gone(alive(pid!))).toBe(true)
    },
  )
})
