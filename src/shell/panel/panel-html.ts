/** The addresses of the page's files and what the policy needs. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  /** From where styles and fonts may come. */
  readonly source: string;
  readonly nonce: string;
  readonly language: string;
}

/**
 * The page of a run panel before its script runs. It holds nothing of a run: all of that comes as messages, and becomes
 * text nodes. The policy allows the one script, and styles and fonts of the extension; nothing else loads or connects.
 */
export function panelHtml({ script, style, source, nonce, language }: PageFiles): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Loopcraft</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<main id="page" aria-busy="true"></main>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
