import { limited } from './limits.ts'
import type { Mechanism } from './mechanism.ts'
import { views } from './views.ts'

/**
 * Runs as the first process of new namespaces, with power over them alone: raises loopback, builds a root of its own from
 * the views (kind, from, to; ended by `--`), moves into it, then gives up the power and becomes an ordinary user.
 * All words come as arguments; nothing is put into the text.
 */
const script = `
set -e
root=$1 unshare=$2 setpriv=$3
shift 3
given=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
ip link set lo up
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p proc dev tmp home/compose etc old
mount -t proc proc proc
for name in sys sysrq-trigger irq bus; do
  if [ -e "proc/$name" ]; then
    mount --bind "proc/$name" "proc/$name"
    mount -o remount,bind,ro "$root/proc/$name"
  fi
done
mount -t tmpfs -o mode=755 tmpfs dev
mkdir -m 1777 dev/shm
for name in null zero full random urandom; do
  : > "dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=700 tmpfs home/compose
while [ "$1" != -- ]; do
  kind=$1 from=$2 to=$3
  shift 3
  mkdir -p "$root\${to%/*}"
  if [ "$kind" = link ]; then
    ln -s "$from" "$root$to"
    continue
  fi
  if [ -d "$from" ]; then mkdir -p "$root$to"; elif [ ! -e "$root$to" ]; then : > "$root$to"; fi
  mount --bind "$from" "$root$to"
  if [ "$kind" = read-only ]; then mount -o remount,bind,ro "$root$to"; fi
done
shift
folder=$1
shift
pivot_root . old
cd /
umount -l /old
rmdir /old
mount -t tmpfs -o remount,ro,mode=755 tmpfs /
cd "$folder"
PATH=$given
exec "$unshare" --user --map-user=1000 --map-group=1000 -- "$setpriv" --no-new-privs -- /bin/sh -c '"$@"; exit $?' sh "$@"
`

/** Namespaces made with util-linux alone, where bubblewrap is not installed. */
export const namespaces: Mechanism = {
  name: 'namespaces',
  level: 'isolated',
  wrap(job, tools) {
    const { unshare, setpriv, ip, mount, pivot_root: pivot } = tools.programs
    if (!unshare || !setpriv || !ip || !mount || !pivot) return undefined
    // Dies with compose; and with the first process die all the others.
    const apart = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child']
    const seen = views(job, tools).flatMap(({ kind, from, to }) => [kind, from, to])
    const places = [`${job.room}/root`, unshare, setpriv, ...seen, '--', job.options.folder]
    return [
      setpriv,
      '--pdeathsig',
      'KILL',
      '--',
      unshare,
      ...apart,
      '--',
      '/bin/sh',
      '-c',
      script,
      'sh',
      ...places,
      ...limited(job.line, tools, true),
    ]
  },
}
