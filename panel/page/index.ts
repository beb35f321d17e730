/** The page that shows the panel alone, and what its server says of it. It tells nothing of a cloud, and is the same for everybody. */

/** The page: one script, nothing inline. */
export const panelPage = (): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>stuntbox</title>
<body>
<p></p>
<noscript>The panel needs JavaScript.</noscript>
<script type="module" src="panel.js"></script>
</body>
</html>
`;

/** The policy of the page: its own script, its own server, and nothing else. The panel's styles are adopted, and its templates are those of lit. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";
