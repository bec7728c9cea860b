import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csvCell, csvLine, csvMoment, csvMoney } from '../../src/desk/csv.ts'
import { Person } from '../pages/person.ts'
import { fill } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

describe('a cell', () => {
  test.each([
    ['Gull', 'Gull'],
    ['', ''],
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1+1', "'＝1+1"],
    ['=cmd|"/c calc"!A1', '"\'=cmd|""/c calc""!A1"'],
    ['a,b', '"a,b"'],
    ['He said "ahoy"', '"He said ""ahoy"""'],
    ['two\nlines', '"two\nlines"'],
    [' =1', '" =1"'],
    ['1-2=3', '1-2=3'],
  ])('%j is written %j', (text, written) => {
    expect(csvCell(text)).toBe(written)
  })

  test('lines end as RFC 4180 has it, and moments are those of London, which spreadsheets sort', () => {
    expect(csvLine(['a', 'b'])).toBe('a,b\r\n')
    expect([csvMoment('2026-07-01T16:00:00Z'), csvMoment('2026-12-01T16:00:00Z'), csvMoment('soon')]).toEqual([
      '2026-07-01 17:00',
      '2026-12-01 16:00',
      'soon',
    ])
  })
})

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [1250, '12.50'],
  [120000, '1200.00'],
])('%i pence are a number of pounds: %s', (pence, pounds) => {
  expect(csvMoney(pence)).toBe(pounds)
})

describe('a list as a file', () => {
  let harbour: Harbour
  let worker: Person
  beforeAll(async () => {
    harbour = await startHarbour()
    worker = new Person(harbour.url)
    await worker.signIn('worker')
    await fill(harbour)
  }, 60_000)
  afterAll(() => harbour?.stop())

  const fileOf = async (query = '') => {
    const response = await worker.ask(`/staff/boats/csv${query}`)
    const bytes = Buffer.from(await response.arrayBuffer())
    return { response, bytes, lines: bytes.toString('utf8').replace('\uFEFF', '').split('\r\n').slice(0, -1) }
  }

  test('is what the page shows, with its filters, as UTF-8 that spreadsheets know', async () => {
    await harbour.boats.running.db.query(`UPDATE boat SET name = '=HYPERLINK("http://x","Ø")' WHERE hull = 'AB-101'`)
    const page = await worker.see('/staff/boats?weather=gale')
    const link = [...page.document.querySelectorAll('a')].find(({ textContent }) => textContent?.includes('CSV'))
    expect(link?.getAttribute('href')).toBe('/staff/boats/csv?weather=gale')
    const { response, bytes, lines } = await fileOf('?weather=gale')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="boats.csv"')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(lines).toEqual([
      'Number,Name,Weather,State,Until,Looked after by,Length',
      `AB-101,"'=HYPERLINK(""http://x"",""Ø"")",Red,Afloat,2020-01-01 17:00,Wendy Keel,12`,
    ])
  })

  test('holds every page, is cut where nobody reads on, and says so', async () => {
    await harbour.boats.running.db.query(
      `INSERT INTO boat (hull, name, harbour, length) SELECT 'ZZ-' || n, 'Raft', 'north', 3 FROM generate_series(10000, 20100) n`,
    )
    const { lines } = await fileOf('?q=raft')
    expect(lines).toHaveLength(10_002)
    expect(lines[10_000]).toMatch(/^ZZ-19999,/)
    expect(lines[10_001]).toBe('"Cut after 10000 rows: filter the list, and download it again for the rest"')
    await harbour.boats.running.db.query("DELETE FROM boat WHERE hull > 'ZZ-20000' AND hull < 'ZZ-9'")
    await harbour.boats.running.db.query("DELETE FROM boat WHERE hull IN ('ZZ-20000')")
    expect((await fileOf('?q=raft')).lines).toHaveLength(10_001)
  }, 60_000)

  test('of a part that is away is a page that says so, and no file', async () => {
    const { response } = await harbour.boats.away(() => fileOf())
    expect([response.status, response.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  })

  test('is not for those who may not see the list, and a filter that cannot be right leads to the page that says so', async () => {
    const resident = new Person(harbour.url)
    await resident.signIn('resident')
    expect((await resident.ask('/staff/boats/csv')).status).toBe(403)
    const response = await worker.ask('/staff/boats/csv?longest=many')
    expect([response.status, response.headers.get('location')]).toEqual([303, '/staff/boats?longest=many'])
  })
})
