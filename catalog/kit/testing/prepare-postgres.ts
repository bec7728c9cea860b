// node prepare-postgres.ts FOLDER: makes the data folder that tests copy when PREPARED_POSTGRES names it.
import { preparePostgres } from './database.ts'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Name the folder to make.')
await preparePostgres(folder)
