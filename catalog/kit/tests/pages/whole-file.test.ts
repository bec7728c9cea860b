import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { withWhole } from '../../src/pages/whole-file.ts'

const megabyte = Buffer.alloc(1024 * 1024, 'x')
const fileOf = (megabytes: number) => ({
  name: 'lamp.png',
  type: 'image/png',
  content: Readable.from(Array.from({ length: megabytes }, () => megabyte)),
})

test('a file is given whole, as the shared type has it', async () => {
  const whole = await withWhole(
    { ...fileOf(0), content: Readable.from([Buffer.from('ab'), Buffer.from('c')]) },
    async (one) => one,
  )
  expect(whole).toEqual({ name: 'lamp.png', content: Buffer.from('abc').toString('base64') })
})

test('files on their way together have so much room and no more, and it is free again afterwards', async () => {
  let over = () => {}
  const waiting = new Promise<void>((resolve) => {
    over = resolve
  })
  let there = 0
  const hold = () => {
    there += 1
    return waiting
  }
  const many = Array.from({ length: 6 }, () => withWhole(fileOf(10), hold))
  await expect.poll(() => there).toBe(6)
  // There is room for 4 MB more.
  await expect(withWhole(fileOf(5), async () => 'taken')).rejects.toMatchObject({ code: 'unavailable' })
  expect(await withWhole(fileOf(3), async () => 'taken')).toBe('taken')
  over()
  await Promise.all(many)
  expect(await withWhole(fileOf(10), async () => 'taken')).toBe('taken')
})

test('one that breaks off takes no room', async () => {
  const broken = () => {
    const content = Readable.from(
      (async function* () {
        yield megabyte
        throw new Error('broke off')
      })(),
    )
    return withWhole({ ...fileOf(0), content }, async () => 'taken')
  }
  for (let tries = 0; tries < 100; tries += 1) await expect(broken()).rejects.toThrow('broke off')
  expect(await withWhole(fileOf(10), async () => 'taken')).toBe('taken')
})
