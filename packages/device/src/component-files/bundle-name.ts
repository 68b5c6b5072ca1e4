/** Files that clients unpack when they install them. */
export const isBundleName = (path: string): boolean => /\.(?:mcpb|dxt|zip|plugin|skill)$/i.test(path);
