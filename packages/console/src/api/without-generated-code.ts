/**
 * The schemas speed themselves up with `new Function` where they may. Our content security policy forbids it, and the
 * mere attempt is reported as a violation, so it is switched off before the first schema is made: at import, on the
 * library's own global, because the console does not depend on the library itself. INVARIANT: main.tsx imports this
 * first.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
