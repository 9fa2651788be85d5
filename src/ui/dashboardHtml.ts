import type { BootData } from '../core/dashboardContract';

export interface DashboardPageParts {
  /** Where scripts and styles come from, as the webview says it in its policy. */
  readonly cspSource: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  readonly boot: BootData;
}

/** The page's frame. All else is made by its script; nothing in it can come from anywhere but the extension. */
export function dashboardHtml({ cspSource, nonce, script, style, title, boot }: DashboardPageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    // Neither falls back on default-src.
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(boot.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="boot" nonce="${attribute(nonce)}">${inertJson(boot)}</script>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** JSON that cannot end the script that it stands in, nor be read as anything but JSON. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
