import { Timestamp } from '@sallyport/action-model';
import { z } from 'zod';

/** The one-time token stands behind `#token=` in the link that `sallyport up` prints. */
export const LoginRequest = z.object({ token: z.string().min(1).max(200) });
export type LoginRequest = z.infer<typeof LoginRequest>;

/** Who is asking; the cookie itself is out of a page's reach. */
export const Login = z.object({ by: z.enum(['link', 'api-token']), expiresAt: Timestamp.nullable() });
export type Login = z.infer<typeof Login>;

export const LoginLink = z.object({ link: z.string() });
export type LoginLink = z.infer<typeof LoginLink>;
