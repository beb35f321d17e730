// As docs/browser.md shows it.
if (import.meta.env.DEV) {
  const { startCloud } = await import('stuntbox/browser');
  const { vpsorg } = await import('stuntbox/vpsorg');
  await startCloud({ vpsorg }, { speed: 60, latency: [150, 400], panel: true });
}
document.body.append('The application has started.');
