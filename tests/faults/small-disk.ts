import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own, to be filled or made read-only without harm to another. */
export interface SmallDisk extends AsyncDisposable {
  readonly directory: string
  /** Takes what is free, and answers how many bytes that was: 0 once there is nothing left. */
  fill(): Promise<number>
  /** Gives back what `fill` took. */
  free(): Promise<void>
  /** As `mount -o remount,…`; the kernel refuses `ro` while a file is open to be written. */
  remount(mode: 'ro' | 'rw'): Promise<void>
}

/** Whether disks may be mounted here; where `CI=true`, that they may not is an error. */
export function mayMount(what: string): boolean {
  if (process.platform === 'linux' && process.getuid?.() === 0) return true
  if (process.env['CI'] === 'true')
    throw new Error('not root on Linux, and CI=true allows no test to be skipped')
  process.stderr.write(`NOT RUN: ${what}, which needs root on Linux\n`)
  return false
}

/** In memory. */
export async function mountTmpfs(megabytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory])
  return {
    ...diskAt(directory),
    async [Symbol.asyncDispose]() {
      await run('umount', [directory])
      await rm(directory, { recursive: true })
    },
  }
}

/** Whether a btrfs can be made and mounted here; says so where it cannot. Not every kernel knows it, so that nothing fails by it. */
export function mayMountBtrfs(what: string): boolean {
  const isKnown = readFileSync('/proc/filesystems', 'utf8').includes('\tbtrfs\n')
  const canBeMade = spawnSync('mkfs.btrfs', ['--version']).status === 0
  if (isKnown && canBeMade) return mayMount(what)
  process.stderr.write(`NOT RUN: ${what}, which needs a kernel with btrfs, and btrfs-progs\n`)
  return false
}

/** In a file, by a loop device. */
export async function mountBtrfs(megabytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-disk-'))
  const image = `${directory}.img`
  await run('truncate', ['-s', `${megabytes}M`, image])
  await run('mkfs.btrfs', ['-q', image])
  await run('mount', ['-o', 'loop', image, directory])
  return {
    ...diskAt(directory),
    async [Symbol.asyncDispose]() {
      await run('umount', [directory])
      await rm(directory, { recursive: true })
      await rm(image)
    },
  }
}

export interface Ext4Disk extends SmallDisk {
  /** Has the kernel find an error in it, upon which it writes no more, whatever is open. It can be written again after `repair` only. */
  breakDown(): Promise<void>
  /** Takes it off, checks it, and puts it on again. Nothing may have a file on it open. */
  repair(): Promise<void>
  /** Lets nobody write to these files, neither root nor who has them open already; or lets them again. */
  setImmutable(files: readonly string[], immutable: boolean): Promise<void>
}

/** In a file, by a loop device. */
export async function mountExt4(megabytes: number): Promise<Ext4Disk> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-disk-'))
  const image = `${directory}.img`
  await run('truncate', ['-s', `${megabytes}M`, image])
  await run('mkfs.ext4', ['-q', image])
  const mount = () => run('mount', ['-o', 'loop,errors=remount-ro', image, directory])
  await mount()
  return {
    ...diskAt(directory),
    async breakDown() {
      const { stdout } = await run('findmnt', ['-n', '-o', 'SOURCE', directory])
      const device = basename(stdout.trim())
      if (!/^loop\d+$/.test(device)) throw new Error(`${device} is no loop device`)
      await writeFile(`/sys/fs/ext4/${device}/trigger_fs_error`, '1')
    },
    async repair() {
      await run('umount', [directory])
      // Ends with 1 where it found errors and mended them.
      await run('e2fsck', ['-fy', image]).catch((error) => {
        if (error.code !== 1) throw error
      })
      await mount()
    },
    async setImmutable(files, immutable) {
      await run('chattr', [immutable ? '+i' : '-i', ...files])
    },
    async [Symbol.asyncDispose]() {
      await run('umount', [directory])
      await rm(directory, { recursive: true })
      await rm(image)
    },
  }
}

function diskAt(directory: string): Omit<SmallDisk, typeof Symbol.asyncDispose> {
  const filler = join(directory, 'filler')
  return {
    directory,
    async fill() {
      let took = 0
      for (let piece = Buffer.alloc(1 << 20); piece.length > 0; ) {
        try {
          await appendFile(filler, piece)
          took += piece.length
        } catch {
          piece = piece.subarray(0, piece.length >> 1)
        }
      }
      return took
    },
    free: () => rm(filler),
    async remount(mode) {
      await run('mount', ['-o', `remount,${mode}`, directory])
    },
  }
}
