import { chmod, cp, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from './run.ts'

type Pod = (...args: string[]) => Promise<string>

const node = 'docker.io/library/node:24-slim'
const postgres = 'docker.io/library/postgres:18'

/**
 * Images under the names of the two that a folder is built from, for a machine that reaches no registry: this machine's
 * Node with npm, and Debian's Postgres, each in a root folder with just the files it needs. The store is the caller's own.
 */
export async function standIns(pod: Pod, scratch: string): Promise<void> {
  const shell = ['sh', 'ls', 'cat', 'mkdir', 'chmod', 'id', 'sleep', 'env', 'rm', 'cp', 'mv', 'ln', 'chown'].map(bin)
  const root = join(scratch, 'node')
  await base(root, 'node:x:1000:1000::/home/node:/bin/sh', 'node:x:1000:')
  await withLibraries(root, await Promise.all(shell))
  await place(root, process.execPath, '/usr/local/bin/node')
  await withLibraries(root, [process.execPath], false)
  const npm = dirname(dirname(await realpath(await bin('npm'))))
  await cp(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'))
  // The packages come from this machine's cache, so that a build asks nobody.
  await load(pod, root, node, [
    'ENV PATH=/usr/local/bin:/usr/bin:/bin',
    'ENV npm_config_cache=/npm-cache',
    'ENV npm_config_prefer_offline=true',
  ])

  const version = (await readdir('/usr/lib/postgresql')).sort().at(-1)
  if (!version) throw new Error('no Postgres of Debian is here: apt-get install postgresql')
  const home = `/usr/lib/postgresql/${version}`
  const data = join(scratch, 'postgres')
  await base(data, 'postgres:x:999:999::/var/lib/postgresql:/bin/sh', 'postgres:x:999:')
  for (const path of [`${home}/bin`, `${home}/lib`, `/usr/share/postgresql/${version}`, '/usr/share/zoneinfo'])
    await cp(path, join(data, path), {
      recursive: true,
      dereference: true,
      filter: (from) => !/llvmjit|bitcode/.test(from),
    })
  const programs = ['postgres', 'initdb', 'pg_isready'].map((name) => `${home}/bin/${name}`)
  await withLibraries(data, [...(await Promise.all(shell)), ...programs])
  await writeFile(join(data, 'start'), start(home))
  await chmod(join(data, 'start'), 0o755)
  for (const folder of ['var/lib/postgresql', 'var/run/postgresql']) {
    await mkdir(join(data, folder), { recursive: true })
    await run('chown', ['999:999', join(data, folder)])
  }
  await load(pod, data, postgres, [`ENV PATH=${home}/bin:/usr/bin:/bin`, 'USER postgres', 'ENTRYPOINT ["/start"]'])
}

/** What the entry point of the usual image does with the three variables that the file sets. */
const start = (home: string) => `#!/bin/sh
set -e
data=/var/lib/postgresql/data
if [ ! -s $data/PG_VERSION ]; then
  mkdir -p $data
  echo "$POSTGRES_PASSWORD" > /tmp/password
  ${home}/bin/initdb --pgdata=$data --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C
  echo "host all all all scram-sha-256" >> $data/pg_hba.conf
  echo "CREATE DATABASE $POSTGRES_DB" | ${home}/bin/postgres --single -D $data postgres
fi
exec ${home}/bin/postgres -D $data -c listen_addresses='*' -c jit=off
`

const bin = (name: string) => run('sh', ['-c', `command -v ${name}`])

async function base(root: string, user: string, group: string): Promise<void> {
  for (const folder of [
    'etc',
    'tmp',
    'root',
    'proc',
    'sys',
    'dev',
    'run',
    'usr/local/bin',
    'usr/local/lib/node_modules',
    'usr/bin',
  ])
    await mkdir(join(root, folder), { recursive: true })
  await symlink('usr/bin', join(root, 'bin'))
  await chmod(join(root, 'tmp'), 0o1777)
  await writeFile(join(root, 'etc/passwd'), `root:x:0:0:root:/root:/bin/sh\n${user}\n`)
  await writeFile(join(root, 'etc/group'), `root:x:0:\n${group}\n`)
}

/** Programs with the libraries that they are linked to. */
async function withLibraries(root: string, programs: string[], themselves = true): Promise<void> {
  for (const program of programs) {
    if (themselves) await place(root, program, program)
    const linked = await run('ldd', [program]).catch(() => '')
    for (const [library] of linked.matchAll(/\/\S+/g)) await place(root, library, library)
  }
}

async function place(root: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true })
  await cp(await realpath(from), join(root, to), { force: true })
}

async function load(pod: Pod, root: string, name: string, changes: string[]): Promise<void> {
  const archive = `${root}.tar`
  await run('tar', ['--create', '--file', archive, '--directory', root, '.'])
  await pod('import', ...changes.flatMap((change) => ['--change', change]), archive, name)
}
