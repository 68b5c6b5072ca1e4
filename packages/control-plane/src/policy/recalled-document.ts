import type { RecalledComponent } from '@sallyport/action-model';
import { RECALLED_DOCUMENT, type PolicyBundle } from '@sallyport/fleet-protocol';
import { readRecall } from '@sallyport/policy-core';

type Documents = PolicyBundle['documents'];

/** The list as a document of a bundle; none without an entry. JSON is YAML too. */
export const recalledDocument = (components: readonly RecalledComponent[]): Documents =>
  components.length === 0
    ? []
    : [
        {
          name: RECALLED_DOCUMENT,
          text: `${JSON.stringify(
            {
              apiVersion: 'sallyport/v1',
              kind: 'Recall',
              metadata: { id: 'recalled-components', category: 'recalled-components', severity: 'critical' },
              onFailure: 'closed',
              components,
            },
            null,
            1,
          )}\n`,
        },
      ];

/** Throws where the list can't be read: nothing may be made of it that has lost an entry. */
export const readRecalled = (documents: Documents): readonly RecalledComponent[] =>
  documents.filter(({ name }) => name === RECALLED_DOCUMENT).flatMap((document) => readRecall(document));
