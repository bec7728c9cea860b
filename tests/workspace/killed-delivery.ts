import { deliver } from '../../src/workspace/deliver.ts'
import { keepFailed } from '../../src/workspace/keep-failed.ts'
import { faultyDisk } from './faulty-disk.ts'
import { scenes } from './scenes.ts'

/** Run as a process: delivers a scene and kills itself at the nth operation on the disk. Prints how many it took if it lives. */
const [scene = '', folder = '', nth = '0', moment = 'before'] = process.argv.slice(2)
const disk = faultyDisk(Number(nth), moment as 'before', async () => {
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
const { next, how } = scenes[scene]!
if (how === 'deliver') await deliver(folder, next, { replace: true, disk })
else await keepFailed(folder, next, disk)
process.stdout.write(String(disk.count()))
