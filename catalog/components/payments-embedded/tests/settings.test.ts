import { expect, test } from 'vitest'
import { settingsOf } from '../src/settings.ts'

test('in production it does not start, whatever else it is told', () => {
  const config = { NODE_ENV: 'production', PAYMENTS_PUBLIC_URL: 'https://pay.example.org' }
  expect(() => settingsOf(config)).toThrow(/does not run in production. Set PAYMENTS_URL/)
})

test.each(['development', 'test', undefined])('elsewhere it does: %s', (NODE_ENV) => {
  expect(settingsOf({ NODE_ENV })).toEqual({
    ...{ publicUrl: undefined, home: undefined, title: 'Payments', retentionDays: 2555 },
  })
})

test.each([
  ['PAYMENTS_PUBLIC_URL', 'pay.example.org'],
  ['PAYMENTS_PUBLIC_URL', 'https://pay.example.org/here'],
  ['SERVICE_URL', 'javascript:alert(1)'],
  ['PAYMENT_RETENTION_DAYS', '0'],
  ['PAYMENT_RETENTION_DAYS', 'long'],
])('a setting that is wrong is named: %s=%s', (name, value) => {
  expect(() => settingsOf({ [name]: value })).toThrow(name)
})
