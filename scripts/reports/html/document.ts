/** A page as one file that asks the network for nothing. */

import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { script, style } from './assets.ts';

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The policy lets in the one script by its hash, and nothing from anywhere else. */
export function documentOf(title: string, body: VNode): string {
  const code = script();
  const hash = createHash('sha256').update(code).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escapeText(title)}</title>
<style>${style()}</style>
</head>
<body>
${renderToString(body)}
<script>${code}</script>
</body>
</html>
`;
}
