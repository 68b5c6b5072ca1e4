import { existsSync, rmSync } from 'node:fs';
import { startHttpGateway, type HttpGateway, type HttpGatewayOptions } from './http-gateway.ts';
import { writePort } from './port-file.ts';

export type ListenOptions = HttpGatewayOptions & {
  /** Tells others of this person which port it is. */
  readonly portFile: string;
  /** Said once for each reason. */
  readonly cannotListen: (why: string) => void;
};

/** A client that is started after `install mcp` has said that it is done finds the port open. */
const LOOK_EVERY_MS = 200;

/** Nobody listens on a machine that has no server behind it; the first one that is written down opens the port. */
export function listenWhenNeeded(options: ListenOptions): { readonly close: () => Promise<void> } {
  let gateway: Promise<HttpGateway | undefined> | undefined;
  let said = '';
  const look = (): void => {
    if (gateway !== undefined || !existsSync(options.serversFile)) return;
    gateway = startHttpGateway(options).then(
      (started) => {
        clearInterval(timer);
        writePort(options.portFile, started.port);
        return started;
      },
      (error: unknown) => {
        // Somebody else has the port, maybe not for long.
        gateway = undefined;
        const why = error instanceof Error ? error.message : String(error);
        if (why !== said) options.cannotListen(why);
        said = why;
        return undefined;
      },
    );
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  look();
  return {
    close: async () => {
      clearInterval(timer);
      rmSync(options.portFile, { force: true });
      await (await gateway)?.close();
    },
  };
}
