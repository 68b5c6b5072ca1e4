import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceRecord, type ApprovalTicket, type LifecycleEvidence } from '@sallyport/action-model';
import { runClient, type ClientVersion, type FileTree, type Script } from '@sallyport/testkit';
import { install, type Installation } from './installation.ts';

/** What asks in these flows: a script, a harmless word, a build, a read, a fetch. */
const POLICY = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: asking, category: asking, severity: high}
onFailure: closed
rules:
  - id: scripts
    on: [shell.run]
    when: action.command.programs.exists(c, c.name in ['deploy.sh', 'make', 'npm'] || (c.name == 'sh' && c.args.exists(a, a.endsWith('deploy.sh'))))
    verdict: approve
    say: a person has to agree to a deployment
  - id: words
    on: [shell.run]
    when: action.command.programs.exists(c, c.name == 'echo' && c.args.exists(a, a.startsWith('ask')))
    verdict: approve
    say: a person has to agree to these words
  - id: short
    on: [shell.run]
    when: action.command.programs.exists(c, c.name == 'echo' && c.args.exists(a, a == 'soon'))
    verdict: approve
    approval: {expires: 1s}
    say: a person has to agree at once
  - id: two
    on: [shell.run]
    when: action.command.programs.exists(c, c.name == 'echo' && c.args.exists(a, a == 'both'))
    verdict: approve
    approval: {twoPerson: true}
    say: two people have to agree
  - id: group
    on: [shell.run]
    when: action.command.programs.exists(c, c.name == 'echo' && c.args.exists(a, a == 'others'))
    verdict: approve
    approval: {by: "group:security"}
    say: somebody of security has to agree
  - id: removals
    on: [shell.run]
    when: action.paths.exists(p, p.access == 'delete' && p.name.startsWith('ask'))
    verdict: approve
    say: a person has to agree to a removal
  - id: notes
    on: [file.read]
    when: action.paths.exists(p, p.name == 'ask.txt')
    verdict: approve
    say: a person has to agree to this file
`;

/** With `-p` nobody sits there; so the client is told that an app has started it. */
const ATTENDED = { env: { CLAUDE_CODE_ENTRYPOINT: 'local-agent' } };

export type ApprovalPlace = Installation & {
  write: (path: string, text: string, mode?: number) => void;
  tickets: (state?: ApprovalTicket['state']) => Promise<ApprovalTicket[]>;
  /** Waits for the one open ticket. */
  asked: () => Promise<ApprovalTicket>;
  lifecycle: (event: string) => Promise<LifecycleEvidence[]>;
  client: (
    version: ClientVersion,
    script: Script,
    more?: Partial<Parameters<typeof runClient>[0]>,
  ) => ReturnType<typeof runClient>;
};

export async function approvalPlace(
  files: FileTree = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<ApprovalPlace> {
  const place = await install(
    { 'project/deploy.sh': '#!/bin/sh\necho ran\n', ...files },
    undefined,
    variables,
  );
  const folder = join(place.home, 'own-policy');
  mkdirSync(folder);
  writeFileSync(join(folder, 'asking.yaml'), POLICY);
  const applied = await place.sallyport('policy', 'apply', folder, '--yes', '--reason', 'flows');
  if (applied.exitCode !== 0) throw new Error(applied.stderr);
  const tickets = async (state?: ApprovalTicket['state']): Promise<ApprovalTicket[]> => {
    const listed = await place.api.approvals(state === undefined ? {} : { state });
    if (!listed.ok) throw new Error(listed.message);
    return listed.value.items.map(({ ticket }) => ticket);
  };
  return {
    ...place,
    write: (path, text, mode = 0o755) => {
      writeFileSync(join(place.cwd, path), text);
      chmodSync(join(place.cwd, path), mode);
    },
    tickets,
    asked: async () => {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const [first] = await tickets('open');
        if (first !== undefined) return first;
        if (Date.now() > deadline) throw new Error('nobody was asked');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    lifecycle: async (event) => {
      const { stdout } = await place.sallyport('evidence', 'tail', '--json', '-n', '5000');
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => EvidenceRecord.parse(JSON.parse(line)))
        .filter((record) => record.type === 'lifecycle' && record.event === event) as LifecycleEvidence[];
    },
    client: (version, script, more = {}) =>
      runClient({
        version,
        home: place.home,
        prompt: 'please help',
        script,
        timeoutMs: 110_000,
        ...ATTENDED,
        ...more,
      }),
  };
}
