// Loaded before a program: gives one file another content. SALLYPORT_TEST_OVERLAY holds {"file": URL, "content": text}.
import { registerHooks } from 'node:module';
import { stripTypeScriptTypes } from 'node:module';

const { file, content } = JSON.parse(process.env.SALLYPORT_TEST_OVERLAY);

registerHooks({
  load: (url, context, next) =>
    url === file
      ? {
          format: file.endsWith('.json') ? 'json' : 'module',
          source: file.endsWith('.json') ? content : stripTypeScriptTypes(content),
          shortCircuit: true,
        }
      : next(url, context),
});
