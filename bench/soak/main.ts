// npm run soak -- --minutes 30 --seed 1: mixed use of one service while its parts, itself and Postgres are killed and kept
// away. Exits 1 with a list of what is missing or double.
import { parseArgs } from 'node:util'
import { soak } from './soak.ts'

delete process.env.NODE_EXTRA_CA_CERTS

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('Give --minutes above 0 and a whole number as --seed.')

console.log(`Soak of ${minutes} minutes, seed ${seed}`)
const { faults, rows } = await soak({
  seconds: minutes * 60,
  seed,
  people: { residentsByApi: 7, residentsByPages: 5, officersByApi: 5, officersByPages: 3 },
  say: (line) => console.log(line),
})
const wide = Math.max(...rows.map(([what]) => what.length))
console.log(`\n${rows.map(([what, value]) => `  ${what.padEnd(wide)}  ${value}`).join('\n')}`)
for (const fault of faults) console.log(fault)
console.log(faults.length === 0 ? 'Nothing is missing, nothing is double.' : `${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
