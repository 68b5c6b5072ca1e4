/** The only file that reads `process.env`; what the variables mean is `settings.ts`, and the relay's start can't wait for that. */
export const ownEnvironment = (): NodeJS.ProcessEnv => process.env;
