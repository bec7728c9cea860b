import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deliver } from '../../src/workspace/deliver.ts'
import { keepFailed } from '../../src/workspace/keep-failed.ts'
import { recover } from '../../src/workspace/recover.ts'
import { scenes } from './scenes.ts'
import { place, treeOf, treeOfSet, write } from './sets.ts'

const child = new URL('killed-delivery.ts', import.meta.url).pathname

// Each is killed before it could keep what it has compiled; the one that counts keeps it for all.
const env = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'compiled') }

function run(args: string[]): Promise<{ signal: NodeJS.Signals | null; output: string }> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env })
    let output = ''
    started.stdout.on('data', (part) => (output += part))
    started.on('error', reject)
    started.on('close', (_, signal) => resolve({ signal, output }))
  })
}

async function arrange(scene: keyof typeof scenes): Promise<{ top: string; folder: string }> {
  const top = await place()
  const folder = join(top, 'svc')
  const { old, how } = scenes[scene]!
  if (old === 'empty') await mkdir(folder)
  else if (old && how === 'deliver') await deliver(folder, old, { replace: false })
  else if (old) await keepFailed(folder, old)
  if (old && how === 'deliver')
    await write(folder, { '.git/HEAD': 'ref', ...(old === 'empty' ? {} : { '.data/db': 'rows' }) })
  return { top, folder }
}

test.each(Object.keys(scenes))(
  '%s: a kill at any operation leaves, after recovery, all of the old or all of the new',
  async (scene) => {
    const { next, how } = scenes[scene]!
    const counted = await arrange(scene)
    const total = Number((await run([scene, counted.folder, '0'])).output)
    expect(total).toBeGreaterThan(5)
    const seen = { old: 0, new: 0 }
    // Killed after operation n is killed before n + 1: so once at each, a file half written, and once after the last.
    const work: { nth: number; moment: string }[] = Array.from({ length: total }, (_, index) => ({
      nth: index + 1,
      moment: 'half',
    }))
    work.push({ nth: total, moment: 'after' })
    const lane = async () => {
      for (let item = work.shift(); item; item = work.shift()) {
        const { top, folder } = await arrange(scene)
        const before = await treeOf(top)
        expect((await run([scene, folder, String(item.nth), item.moment])).signal).toBe('SIGKILL')
        await recover(folder)
        const after = await treeOf(top)
        // What is the person's stands in both.
        const theirs = Object.entries(before).filter(([path]) => /^svc\/\.(data|git)/.test(path))
        const wanted = {
          ...Object.fromEntries(theirs),
          ...below(how === 'deliver' ? 'svc' : 'svc.failed', treeOfSet(next)),
        }
        const isOld = JSON.stringify(after) === JSON.stringify(before)
        if (!isOld) expect(after, `${item.moment} operation ${item.nth} of ${total}`).toEqual(wanted)
        seen[isOld ? 'old' : 'new'] += 1
        await rm(top, { recursive: true })
      }
    }
    await Promise.all([lane(), lane(), lane()])
    expect(seen.old).toBeGreaterThan(0)
    expect(seen.new).toBeGreaterThan(0)
  },
  120_000,
)

function below(name: string, tree: Record<string, string>): Record<string, string> {
  return {
    [name]: 'folder',
    ...Object.fromEntries(Object.entries(tree).map(([path, seen]) => [`${name}/${path}`, seen])),
  }
}
