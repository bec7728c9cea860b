// Loaded before a process whose processor is looked at: SIGUSR2 begins a profile, and again ends it and writes it to
// PROFILE. Plain JavaScript, since it is loaded by --import.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const session = new Session()
let running = false
process.on('SIGUSR2', async () => {
  if (!running) {
    running = true
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 500 })
    await session.post('Profiler.start')
    return
  }
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  running = false
  writeFileSync(process.env.PROFILE, JSON.stringify(profile))
})
