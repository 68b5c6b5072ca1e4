import { UNKNOWN, UNSET } from '../field.ts';
import type { Frame } from '../frame.ts';

/** Variables that PowerShell and cmd have from the start, under both their names; lower case. */
export function knownVariable(frame: Frame, name: string): string {
  const { scope } = frame;
  const set = scope.variables.get(name);
  if (set !== undefined) return set;
  switch (name) {
    case 'home':
    case 'env:userprofile':
    case 'env:home':
    case 'userprofile':
    case '~':
      return scope.home;
    case 'pwd':
    case 'cd':
      return scope.folder;
    case 'env:appdata':
    case 'appdata':
      return `${scope.home}/AppData/Roaming`;
    case 'env:localappdata':
    case 'localappdata':
      return `${scope.home}/AppData/Local`;
    case 'env:temp':
    case 'env:tmp':
    case 'temp':
    case 'tmp':
      return `${scope.home}/AppData/Local/Temp`;
    case 'env:username':
    case 'username':
      return scope.home.slice(Math.max(scope.home.lastIndexOf('/'), scope.home.lastIndexOf('\\')) + 1);
    case 'env:systemroot':
    case 'env:windir':
    case 'systemroot':
    case 'windir':
      return 'C:/Windows';
    case 'env:programfiles':
    case 'programfiles':
      return 'C:/Program Files';
    case 'env:homedrive':
    case 'homedrive':
    case 'systemdrive':
    case 'env:systemdrive':
      return 'C:';
    case 'homepath':
    case 'env:homepath':
      return scope.home.replace(/^[A-Za-z]:/, '');
    case 'null':
      return '';
    case 'true':
    case 'false':
      return `$${name}`;
    case '_':
    case 'psitem':
      return UNKNOWN;
    default:
      // The letter of a `for` loop stands for itself until the loop has set it.
      if (name.startsWith('for:')) return `%${name.slice(4)}`;
      return frame.reading.context.variables?.[name.replace(/^env:/, '').toUpperCase()] ?? UNSET;
  }
}
