declare const SALLYPORT_VERSION: string;

/** Set by the build; a run from source says so. */
export const VERSION: string = typeof SALLYPORT_VERSION === 'undefined' ? '0.1.0-source' : SALLYPORT_VERSION;
