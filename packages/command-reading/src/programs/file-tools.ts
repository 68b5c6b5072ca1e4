import { fileTable } from './file-program.ts';

/** Programs that move, make, remove, list or change files and folders. */
export const FILE_TOOLS = fileTable({
  'ncdu dust duf gdu broot': {
    operands: 'list*',
    valued: '-L -P -I -H -d --max-depth --exclude -t --threshold',
    paths: { write: '-o' },
    alwaysRecursive: true,
    defaultsToFolder: 'always',
  },
  'rm grm': { operands: 'delete*', recursive: '-r -R --recursive' },
  'rmdir unlink grmdir': { operands: 'delete*' },
  'trash trash-put rmtrash gio-trash del rimraf srm wipe sfill nuke': {
    operands: 'delete*',
    alwaysRecursive: true,
    valued: '-l -q',
  },
  'shred gshred scrub': {
    operands: 'edit*',
    valued: '-n -s --iterations --size',
    paths: { read: '--random-source' },
    // Overwritten is gone, with or without `-u`.
    alwaysDeletes: true,
  },
  'truncate fallocate': {
    operands: 'write*',
    valued: '-s -l -o --size --length --offset',
    paths: { list: '-r --reference' },
  },
  'touch mkdir mktemp mkfifo mknod': {
    operands: 'write*',
    valued: '-m -d -t --mode --date',
    paths: { list: '-r --reference', write: '-p' },
  },
  'chattr setfacl chflags chcon': {
    operands: 'text write*',
    valued: '-m -x -M -X --modify --remove',
    replacesFirst: '--reference -m -x --modify --remove -b -k',
    paths: { read: '--restore', list: '--reference' },
    recursive: '-R --recursive',
  },
  chmod: {
    operands: 'text write*',
    replacesFirst: '--reference -r -w -x -X -s -t -u -g -o -a',
    paths: { list: '--reference' },
    recursive: '-R --recursive',
  },
  'chown chgrp': {
    operands: 'text write*',
    valued: '--from',
    replacesFirst: '--reference',
    paths: { list: '--reference' },
    recursive: '-R --recursive',
  },
  'getfacl lsattr getfattr namei': { operands: 'list*', recursive: '-R --recursive', valued: '-n' },
  'setfattr xattr': { operands: 'write*', valued: '-n -v -x -w -d' },
  'rename prename perl-rename mmv': { operands: 'text move*' },
  'vidir qmv': { operands: 'edit*', defaultsToFolder: 'always' },
  updatedb: { operands: 'text', paths: { read: '-d --database', write: '-o' } },
  'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mke2fs mkswap mkdosfs wipefs blkdiscard':
    {
      operands: 'delete write',
      valued: '-t -L -U -b -n -o -O -i -m -N --type --label',
    },
  'fdisk sfdisk cfdisk gdisk sgdisk parted cgdisk': { operands: 'write', valued: '-b -t -u' },
  'mount bindfs sshfs fusermount losetup': {
    operands: 'read write',
    valued: '-t -o -L -U --types --options',
    paths: { read: '-T --fstab' },
  },
  'umount swapoff swapon eject': { operands: 'text' },
  pathchk: { operands: 'text*' },
  'sync fsync fincore': { operands: 'list*' },
  'rdfind fdupes jdupes rmlint': {
    operands: 'read*',
    alwaysRecursive: true,
    deleteFlags: '-d --delete',
    valued: '-n',
  },
});
