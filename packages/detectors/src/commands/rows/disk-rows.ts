import type { CommandRow } from '../command-row.ts';

const DEVICE = /(?:^|[\s=])(?:\/dev\/(?!null|zero|u?random|std|tty|fd\/|shm)|\\\\\.\\)/;
const isRealRun = /^--(?:help|version)$/;

/** What makes a disk, a volume or a pool forget what it holds. */
export const DISK_ROWS: readonly CommandRow[] = [
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs: 'dd dcfldd dc3dd ddrescue',
    says: /(?:^|\s)(?:of|hof|wipe)=(?:\/dev\/(?!null|zero|std|tty|fd\/|shm)|\\\\\.\\)/,
    why: 'writes over a disk',
    finds: ['dd if=/dev/zero of=/dev/sda bs=1M', 'dd if=image.iso of=/dev/disk2'],
    leaves: ['dd if=/dev/zero of=disk.img bs=1M count=10', 'dd if=/dev/sda of=/dev/null'],
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs: 'shred wipe scrub nwipe badblocks wipefs blkdiscard sgdisk sfdisk mkswap tee cp cat pv asr',
    says: DEVICE,
    test: ({ name, flags, operands }) => {
      if (name === 'badblocks') return flags.has('-w') || flags.has('-n');
      if (name === 'wipefs')
        return flags.has('-a') || flags.has('--all') || flags.has('-o') || flags.has('-f');
      if (name === 'sgdisk')
        return ['-Z', '-z', '-o', '-d', '--zap-all', '--zap', '--clear', '--delete'].some((flag) =>
          flags.has(flag),
        );
      if (name === 'sfdisk') return flags.has('--delete') || flags.has('--wipe');
      if (name === 'cp' || name === 'tee') return DEVICE.test(operands.at(-1) ?? '');
      return !['cat', 'pv', 'asr'].includes(name);
    },
    why: 'wipes a disk',
    finds: [
      'shred -n 3 /dev/sdb',
      'wipefs -a /dev/sdb',
      'blkdiscard /dev/nvme0n1',
      'sgdisk --zap-all /dev/sda',
    ],
    leaves: ['wipefs /dev/sdb', 'sgdisk -p /dev/sda', 'badblocks -s /dev/sdb'],
  },
  {
    capability: 'overwrites-device',
    object: 'file-system',
    tier: 'grave',
    programs:
      'mkfs mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.fat mkfs.vfat mkfs.ntfs mkfs.exfat mkfs.f2fs mkfs.minix mkfs.cramfs mkfs.erofs mkdosfs mkntfs newfs newfs_msdos newfs_hfs newfs_apfs bcachefs mkfs.bcachefs mkfs.reiserfs mkfs.jfs',
    test: ({ use, name, operands }) =>
      use.args.some((word) => !isRealRun.test(word) && (word.startsWith('/') || word.includes('disk'))) &&
      (name !== 'bcachefs' || operands[0] === 'format'),
    why: 'makes a new file system where another one was',
    finds: ['mkfs.ext4 /dev/sdb1', 'mkfs -t xfs /dev/vdb', 'mke2fs -F /dev/sda2'],
    leaves: ['mkfs --help', 'bcachefs fsck /dev/sdb1'],
  },
  {
    capability: 'overwrites-device',
    object: 'partitions',
    tier: 'grave',
    programs: 'parted',
    words: ['mklabel mktable rm mkpart resizepart'],
    why: 'changes the partitions of a disk',
    finds: ['parted -s /dev/sda mklabel gpt', 'parted /dev/sdb rm 1'],
    leaves: ['parted /dev/sda print', 'parted --list'],
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs: 'diskutil',
    words: ['erase* zerodisk secureerase reformat partitiondisk deletecontainer deletevolume apfs'],
    test: ({ operands }) =>
      operands[0]?.toLowerCase() !== 'apfs' || /^delete|^erase/i.test(operands[1] ?? ''),
    why: 'erases a disk or volume',
    finds: ['diskutil eraseDisk JHFS+ Empty /dev/disk2', 'diskutil apfs deleteContainer disk1'],
    leaves: ['diskutil list', 'diskutil apfs list'],
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs:
      'hdparm nvme cryptsetup mdadm sg_format sg_sanitize flashrom nandwrite flash_erase flash_eraseall ipmitool',
    test: ({ name, flags, operands, use }) => {
      if (name === 'hdparm')
        return use.args.some((word) => /^--(?:security-erase|trim-sector|make-bad)/.test(word));
      if (name === 'nvme')
        return ['format', 'sanitize', 'write', 'write-zeroes', 'delete-ns'].includes(operands[0] ?? '');
      if (name === 'cryptsetup')
        return /^(?:luksFormat|luksErase|erase|luksKillSlot|luksRemoveKey|reencrypt)$/.test(
          operands[0] ?? '',
        );
      if (name === 'mdadm') return flags.has('--zero-superblock') || flags.has('--fail');
      if (name === 'flashrom') return flags.has('-w') || flags.has('-E');
      return name !== 'ipmitool';
    },
    why: 'erases a disk or its keys',
    finds: [
      'hdparm --security-erase NULL /dev/sda',
      'nvme format /dev/nvme0n1',
      'cryptsetup luksFormat /dev/sdb',
      'mdadm --zero-superblock /dev/sdc',
    ],
    leaves: ['hdparm -I /dev/sda', 'nvme list', 'cryptsetup status root', 'mdadm --detail /dev/md0'],
  },
  {
    capability: 'overwrites-device',
    object: 'volume',
    tier: 'grave',
    programs: 'lvremove vgremove pvremove lvreduce vgreduce thin_trim',
    unless: '-t --test',
    why: 'removes a volume with what it holds',
    finds: ['lvremove -f vg0/data', 'vgremove vg0', 'pvremove /dev/sdb'],
    leaves: ['lvremove --test vg0/data'],
  },
  {
    capability: 'overwrites-device',
    object: 'pool',
    tier: 'grave',
    programs: 'zpool zfs',
    words: ['destroy labelclear rollback detach'],
    unless: '-n',
    why: 'destroys a pool, data set or snapshot',
    finds: ['zpool destroy tank', 'zfs destroy -r tank/data', 'zfs rollback -r tank@monday'],
    leaves: ['zpool status', 'zfs destroy -nv tank/data'],
  },
  {
    capability: 'overwrites-device',
    object: 'volume',
    tier: 'grave',
    programs: 'btrfs snapper timeshift xfs_repair fsfreeze',
    test: ({ name, operands, flags }) => {
      if (name === 'btrfs') return operands[0] === 'subvolume' && (operands[1] ?? '').startsWith('del');
      if (name === 'snapper') return operands.some((word) => /^(?:delete|rm|delete-config)$/.test(word));
      if (name === 'timeshift') return flags.has('--delete') || flags.has('--delete-all');
      return name === 'xfs_repair' && flags.has('-L');
    },
    why: 'deletes a subvolume or snapshot',
    finds: ['btrfs subvolume delete /mnt/data', 'snapper delete 1-10', 'timeshift --delete-all'],
    leaves: ['btrfs subvolume list /', 'snapper list', 'timeshift --list'],
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs:
      'format format-volume clear-disk remove-partition initialize-disk clear-physicaldisk remove-virtualdisk remove-storagepool reset-physicaldisk',
    test: ({ name, use }) => name !== 'format' || use.args.some((word) => /^[a-z]:\\?$/i.test(word)),
    why: 'formats or clears a disk',
    finds: ['format c: /q', 'Format-Volume -DriveLetter D', 'Clear-Disk -Number 1 -RemoveData'],
    leaves: ['format --style=file main.c', 'Format-Volume -DriveLetter D -WhatIf'],
  },
  {
    capability: 'overwrites-device',
    object: 'disk',
    tier: 'grave',
    programs: 'diskpart',
    says: /\b(?:clean|format|delete\s{1,4}(?:partition|disk|volume))\b|\/s\s/i,
    why: 'clears a disk by script',
    finds: ['echo "select disk 0 clean" | diskpart', 'diskpart /s wipe.txt'],
    leaves: ['diskpart'],
  },
  {
    capability: 'overwrites-device',
    object: 'partitions',
    tier: 'grave',
    programs: 'fdisk gdisk',
    // What is written to it there stands in the same text; its own words only name the disk.
    test: ({ use, said }) => {
      const orders = said.slice(use.args.join(' ').length);
      return (
        use.args.some((word) => word.startsWith('/dev/')) && /\bw\b/.test(orders.replaceAll(/\\n/g, ' '))
      );
    },
    why: 'changes the partitions of a disk by orders that are piped in',
    finds: ["printf 'o\\nw\\n' | fdisk /dev/sda", "fdisk /dev/sda <<< $'d\\nw'"],
    leaves: ['fdisk -l /dev/sda', 'fdisk /dev/sda'],
  },
  {
    capability: 'deletes',
    object: 'everything-into-nowhere',
    tier: 'grave',
    programs: 'mv',
    test: ({ operands }) => operands.at(-1) === '/dev/null',
    why: 'moves files to where nothing comes back from',
    finds: ['mv ~/thesis /dev/null', 'mv * /dev/null'],
    leaves: ['mv a.txt b.txt'],
  },
];
