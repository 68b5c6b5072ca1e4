import type { ReactNode } from 'react';
import { ThemeToggle } from '../shell/theme-toggle.tsx';

/** A page of one thing, with the name of the product and of the page above it. */
export const PlainPage = ({
  title,
  isWide = false,
  beside,
  children,
}: {
  readonly title: string;
  /** For a list rather than a question. */
  readonly isWide?: boolean;
  /** What stands at the end of the header, such as a way to another page. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) => (
  <div className="flex min-h-full flex-col">
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
      <img src="/sallyport.svg" alt="" className="size-5" />
      <span className="font-semibold tracking-tight">Sallyport</span>
      <span aria-hidden="true" className="text-edge">
        /
      </span>
      <h1 className="font-medium">{title}</h1>
      <div className="ml-auto flex items-center">
        {beside}
        <ThemeToggle />
      </div>
    </header>
    <main className={`mx-auto w-full flex-1 p-4 ${isWide ? 'max-w-6xl' : 'max-w-3xl'}`}>{children}</main>
  </div>
);

export const Card = ({ children }: { readonly children: ReactNode }) => (
  <div className="overflow-hidden rounded-lg border border-line bg-surface">{children}</div>
);

/** What became of what the person did. */
export const Outcome = ({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad';
  readonly children: ReactNode;
}) => (
  <p
    role={tone === 'good' ? 'status' : 'alert'}
    className={`rounded-md border px-3 py-2 ${tone === 'good' ? 'border-allow text-allow' : 'border-block bg-block-tint text-block'}`}
  >
    {children}
  </p>
);
