import fastify from 'fastify'
import { expect, test } from 'vitest'
import { countRequests } from '../src/in-progress.ts'

test('requests count until they are answered, or until their caller is gone', async () => {
  const app = fastify()
  const count = countRequests(app)
  let answer = () => {}
  app.get('/', () => new Promise((resolve) => (answer = () => resolve('here'))))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const asked = fetch(url)
  await expect.poll(count).toBe(1)
  answer()
  await (await asked).text()
  await expect.poll(count).toBe(0)
  const gone = new AbortController()
  const left = fetch(url, { signal: gone.signal }).catch(() => {})
  await expect.poll(count).toBe(1)
  gone.abort()
  await left
  await expect.poll(count).toBe(0)
  await app.close()
})
