import type { Approver } from '@sallyport/action-model';
import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

/**
 * Who answers, and how sure that is. This control plane listens on loopback alone: whoever reaches it is on the
 * machine of the agent, by a cookie or by a token that lies there, so every answer is `weak`, whatever it says of itself.
 * Of a passkey the device finds out by itself whose it is.
 */
const approverOf = (owner: string): Approver => ({ name: owner, proof: 'weak' });

export const addApprovalHandlers = (app: ApiApp, { office, owner }: ApiContext): void => {
  app.openapi(ROUTES.listApprovals.route, async (c) => {
    const { state, limit } = c.req.valid('query');
    return c.json({ items: await office.list(state, limit) }, 200);
  });

  app.openapi(ROUTES.getApproval.route, async (c) => {
    const item = await office.get(c.req.valid('param').ticket);
    return item === null
      ? c.json(
          apiError('not-found', 'there is no such ticket; `sallyport approvals list` shows what there is'),
          404,
        )
      : c.json(item, 200);
  });

  app.openapi(ROUTES.answerApproval.route, async (c) => {
    const outcome = await office.answer(c.req.valid('param').ticket, c.req.valid('json'), approverOf(owner));
    if (outcome.kind === 'missing') return c.json(apiError('not-found', 'there is no such ticket'), 404);
    return outcome.kind === 'conflict'
      ? c.json(apiError('not-answerable', outcome.why), 409)
      : c.json({ seq: outcome.seq }, 200);
  });

  app.openapi(ROUTES.challengeApproval.route, async (c) => {
    const challenge = await office.challenge(c.req.valid('param').ticket, c.req.valid('json'));
    return challenge === null
      ? c.json(apiError('not-found', 'there is no such ticket'), 404)
      : c.json(challenge, 200);
  });

  app.openapi(ROUTES.listPasskeys.route, async (c) => c.json({ items: await office.passkeys() }, 200));

  app.openapi(ROUTES.challengePasskey.route, async (c) =>
    c.json(await office.passkeyChallenge(c.req.valid('json').device), 200),
  );

  app.openapi(ROUTES.addPasskey.route, async (c) => {
    const outcome = await office.addPasskey(c.req.valid('json'));
    return outcome.kind === 'taken'
      ? c.json({ seq: outcome.seq }, 200)
      : c.json(apiError('not-answerable', outcome.kind === 'conflict' ? outcome.why : 'unknown'), 409);
  });

  app.openapi(ROUTES.removePasskey.route, async (c) => {
    const outcome = await office.removePasskey(c.req.valid('param').passkey, approverOf(owner));
    return outcome.kind === 'taken'
      ? c.json({ seq: outcome.seq }, 200)
      : c.json(apiError('not-found', 'there is no such passkey'), 404);
  });

  app.openapi(ROUTES.listGrants.route, async (c) => c.json({ items: await office.grants() }, 200));

  app.openapi(ROUTES.revokeGrant.route, async (c) => {
    const outcome = await office.revoke(c.req.valid('param').grant, approverOf(owner));
    return outcome.kind === 'taken'
      ? c.json({ seq: outcome.seq }, 200)
      : c.json(apiError('not-found', 'there is no such grant'), 404);
  });

  app.openapi(ROUTES.getApprovalFatigue.route, async (c) => c.json(await office.fatigue(), 200));

  app.openapi(ROUTES.reportApprovals.route, async (c) => {
    await office.report(c.req.valid('json'));
    return c.json({}, 200);
  });

  app.openapi(ROUTES.listApprovalMessages.route, async (c) => {
    const { device, after } = c.req.valid('query');
    return c.json({ items: await office.messages(device, after, c.req.raw.signal) }, 200);
  });
};
