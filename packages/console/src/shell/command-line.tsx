import { CopyButton } from './copy-button.tsx';

/** One command to run, with its copy button. */
export const CommandLine = ({ command }: { readonly command: string }) => (
  <span className="inline-flex max-w-full items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pl-2 pr-1 align-middle">
    <code className="evidence-verbatim text-xs text-ink">{command}</code>
    <CopyButton text={command} label={command} />
  </span>
);
