import type { DesktopKeys } from './pack-exports.ts';

const DOMAIN = 'com.anthropic.claudefordesktop';
/** Fixed, so that a profile that is printed again takes the place of the one before. */
const PROFILE = '5f0c1c1e-6f0e-4d56-9a0b-8a0f4a7d9c11';
const PAYLOAD = '5f0c1c1e-6f0e-4d56-9a0b-8a0f4a7d9c12';

/** Lists are strings of JSON in both formats. */
const scalar = (value: string | number | boolean | readonly string[]): string | number | boolean =>
  typeof value === 'object' ? JSON.stringify(value) : value;

const entriesOf = (keys: DesktopKeys): readonly (readonly [string, string | number | boolean])[] =>
  Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, scalar(value)] as const],
  );

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const plistValue = (value: string | number | boolean): string => {
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  return typeof value === 'number' ? `<integer>${value}</integer>` : `<string>${xml(value)}</string>`;
};

/** A configuration profile for macOS. */
export const mobileconfig = (
  keys: DesktopKeys,
  pack: string,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>sallyport.${xml(pack)}</string>
  <key>PayloadUUID</key><string>${PROFILE}</string>
  <key>PayloadDisplayName</key><string>Claude Desktop, pack ${xml(pack)}</string>
  <key>PayloadScope</key><string>System</string>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>${DOMAIN}</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>sallyport.${xml(pack)}.claude-desktop</string>
      <key>PayloadUUID</key><string>${PAYLOAD}</string>
${entriesOf(keys)
  .map(([key, value]) => `      <key>${key}</key>${plistValue(value)}\n`)
  .join('')}    </dict>
  </array>
</dict>
</plist>
`;

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const regValue = (value: string | number | boolean): string =>
  typeof value === 'string' ? quoted(value) : `dword:${Number(value).toString(16).padStart(8, '0')}`;

/** A registry file for Windows. */
export const registryFile = (keys: DesktopKeys): string =>
  [
    'Windows Registry Editor Version 5.00',
    '',
    String.raw`[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Claude]`,
    ...entriesOf(keys).map(([key, value]) => `"${key}"=${regValue(value)}`),
    '',
  ].join('\r\n');
