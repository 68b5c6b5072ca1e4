import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appsDocument } from './apps-document.ts';
import { apps, domains, POLICIES } from './catalogue.ts';
import { destinationsDocument } from './destinations-document.ts';

test('the rules on destinations are in step with the catalogue of domains; `vitest -u` prints them anew', async () => {
  await expect(destinationsDocument(domains())).toMatchFileSnapshot(
    join(POLICIES, 'company', 'destinations.yaml'),
  );
});

test('the rules on applications are in step with the catalogue; `vitest -u` prints them anew', async () => {
  await expect(appsDocument(apps())).toMatchFileSnapshot(join(POLICIES, 'individual', 'apps.yaml'));
});

test.each([
  ['domains', domains()],
  ['applications', apps()],
])('no entry of %s stands twice', (_, catalogue) => {
  const entries = [...catalogue.values()].flat();
  expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([]);
});
