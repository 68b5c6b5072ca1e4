import type { CommandRow } from '../command-row.ts';

/** Cmdlets and tools of Windows that delete more than files. */
export const WINDOWS_ROWS: readonly CommandRow[] = [
  {
    capability: 'deletes',
    object: 'registry',
    tier: 'serious',
    programs: 'reg remove-itemproperty remove-item ri',
    test: ({ name, operands, use }) =>
      name === 'reg'
        ? /^delete$/i.test(operands[0] ?? '')
        : use.args.some((word) => /^(?:hk(?:lm|cu|cr|u)|registry:)/i.test(word)),
    why: 'deletes settings of the system or a person',
    finds: ['reg delete HKLM/Software/App /f', 'Remove-ItemProperty -Path HKLM:/Software/App -Name x'],
    leaves: ['reg query HKLM/Software', 'Remove-Item a.txt'],
  },
  {
    capability: 'destroys-remote',
    object: 'windows-service',
    tier: 'serious',
    programs:
      'remove-vm remove-azresourcegroup remove-azvm remove-s3bucket remove-ec2instance remove-mailbox remove-database remove-sqldatabase remove-dnsserverzone remove-gpo remove-vmharddiskdrive remove-cluster remove-clusterresource remove-website remove-webapppool remove-smbshare remove-windowsfeature remove-appxpackage remove-azstorageaccount remove-azsqldatabase remove-azkeyvault remove-azkeyvaultsecret remove-iscsitarget remove-netroute remove-psdrive clear-content clear-recyclebin clear-item clear-azcontext stop-service stop-vm restart-service suspend-bitlocker disable-bitlocker remove-bitlockerkeyprotector uninstall-module remove-service sc',
    test: ({ name, use, operands }) =>
      name === 'sc'
        ? /^delete$/i.test(operands[0] ?? '')
        : name === 'clear-content' || name === 'clear-item'
          ? use.args.some((word) => /[*]|^-recurse$/i.test(word))
          : /^(?:remove-psdrive|restart-service|uninstall-module|clear-azcontext|remove-appxpackage)$/.test(
                name,
              )
            ? false
            : name === 'stop-service'
              ? use.args.some((word) => /defend|sense|eventlog|mpssvc|sql|vss/i.test(word))
              : true,
    why: 'deletes or stops something that others use',
    finds: [
      'Remove-VM -Name web -Force',
      'Remove-AzResourceGroup -Name rg -Force',
      'Clear-RecycleBin -Force',
      'sc delete MyService',
      'Clear-Content *.csv',
    ],
    leaves: ['Get-VM', 'Restart-Service nginx', 'Clear-Content out.log'],
  },
  {
    capability: 'stops-machine',
    object: 'windows-processes',
    tier: 'serious',
    programs: 'taskkill stop-process net',
    test: ({ name, use }) => {
      const text = use.args.join(' ').slice(0, 256);
      if (name === 'net')
        return /^stop\s/i.test(text) && /defend|sense|eventlog|mpssvc|sql|vss|wuauserv|spooler/i.test(text);
      return /(?:^|[\s"'])(?:\*|explorer|lsass|svchost|csrss|winlogon|wininit|services|msmpeng)(?:\.exe)?(?:$|[\s"'])/i.test(
        text,
      );
    },
    why: 'ends what Windows or its safety depends on',
    finds: ['taskkill /f /im svchost.exe', 'Stop-Process -Name explorer -Force', 'net stop WinDefend'],
    leaves: ['taskkill /pid 4711', 'Stop-Process -Id 4711', 'net start'],
  },
];
