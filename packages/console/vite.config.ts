import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The control plane serves `dist` from its root under a content security policy of own files only, so nothing may
// be inlined: no data: URLs, no module preload helper that writes a script element.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    // One page, one file; its size stands in the build's output.
    chunkSizeWarningLimit: 600,
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
});
