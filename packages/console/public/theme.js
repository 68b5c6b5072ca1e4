// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own and not an
// inline script: the server's content security policy allows only files. The key is repeated in src/shell/theme.ts.
try {
  const chosen = localStorage.getItem('sallyport.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is switched off: the system's theme stays.
}
