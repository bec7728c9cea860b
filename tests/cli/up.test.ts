import { expect, test } from 'vitest'
import { leftBehind, nothing } from '../support/left-behind.ts'
import { onceUp, serves, service, whyStopped } from './pretend-service.ts'
import { compose, temporaryFolder } from './run.ts'

test('up prints the addresses on stdout, and Ctrl-C stops the service', async () => {
  const folder = await service(serves)
  const ran = await compose(['up', folder, '--port', '4300'], { during: onceUp('SIGINT') })
  expect(ran.stdout).toBe('service  http://127.0.0.1:4300 audit 4301\n')
  expect(ran.stderr).toBe('')
  expect(ran.status).toBe(130)
  expect(await whyStopped(folder)).toBe('SIGTERM')
})

test('a kill of compose itself leaves no service behind', async () => {
  const folder = await service(serves)
  const ran = await compose(['up', folder], { during: onceUp('SIGKILL') })
  expect(ran.status).toBe(null)
  expect(await whyStopped(folder)).toBe('alone')
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 143],
] as const)('%s: a service that ran from a copy of its folder leaves no copy behind', async (signal, status) => {
  const folder = await service(serves, { installed: false })
  const temporary = await temporaryFolder()
  const ran = await compose(['up', folder], { env: { TMPDIR: temporary }, during: onceUp(signal) })
  expect(ran.status).toBe(status)
  expect(await leftBehind(temporary)).toEqual(nothing)
})

test('several services get ports apart, and each line says whose it is', async () => {
  const folders = [await service(serves), await service(serves)]
  const ran = await compose(['up', ...folders], {
    during: (child) => {
      let lines = ''
      child.stdout?.on('data', (text) => {
        lines += text
        if (lines.split('\n').length > 2) child.kill('SIGTERM')
      })
    },
  })
  expect(ran.stdout.trim().split('\n').sort()).toEqual(
    [
      `${folders[0]}  service  http://127.0.0.1:3000 audit 3001`,
      `${folders[1]}  service  http://127.0.0.1:3020 audit 3021`,
    ].sort(),
  )
  expect(ran.status).toBe(143)
})

test('a port in use is exit 3, with the port and how to choose another', async () => {
  const folder = await service(`console.error('Port 3000 is in use: stop what uses it, or set PORT.'); process.exit(3)`)
  const { status, stderr } = await compose(['up', folder])
  expect(stderr).toContain('Port 3000 is in use. [port-in-use]')
  expect(stderr).toContain('--port 4000')
  expect(status).toBe(3)
})

test('a service that ends by itself is told with its last words', async () => {
  const folder = await service(`console.error('composition.yaml is missing'); process.exit(1)`)
  const { status, stderr } = await compose(['up', folder])
  expect(stderr).toContain('The service ended by itself: composition.yaml is missing [environment]')
  expect(status).toBe(3)
})

test('a second Ctrl-C does not wait for a service that takes its time', async () => {
  const folder = await service(
    serves.replace("process.on('SIGTERM', () => stop('SIGTERM'))", "process.on('SIGTERM', () => undefined)"),
  )
  const begun = performance.now()
  const ran = await compose(['up', folder], {
    during: (child) =>
      child.stdout?.once('data', () => {
        child.kill('SIGINT')
        setTimeout(() => child.kill('SIGINT'), 800)
      }),
  })
  expect(ran.status).toBe(130)
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(await whyStopped(folder)).toBe('alone')
})
