/** Where hostile pages come from: another port of this machine, another site, a name that was rebound to this machine, a sandboxed frame. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Frame, Page } from 'playwright-core';

const PAGE = '<!doctype html><title>evil</title><body>';

export interface EvilSite {
  readonly port: number;
  /** A page of this site under one of its names: `localhost`, `evil.test`. */
  page(context: BrowserContext, host: string): Promise<Page>;
  /** A page that was loaded from elsewhere; when it asks again, its name has become that of this machine, at the port under attack. */
  rebound(context: BrowserContext, port: number): Promise<Page>;
  /** A sandboxed frame in such a page, whose origin is null. */
  frame(context: BrowserContext, host: string): Promise<Frame>;
  close(): void;
}

/** Opens a browser's page at an address, which may not answer. */
export async function visited(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url).catch(() => {});
  return page;
}

export async function evilSite(): Promise<EvilSite> {
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const page = (context: BrowserContext, host: string): Promise<Page> => visited(context, `http://${host}:${port}/`);
  return {
    port,
    page,
    async rebound(context, attacked) {
      const url = `http://rebound.test:${attacked}/evil`;
      await context.route(url, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
      return visited(context, url);
    },
    async frame(context, host) {
      const around = await page(context, host);
      await around.evaluate(() => {
        document.body.innerHTML = '<iframe sandbox="allow-scripts allow-forms allow-popups" srcdoc="<!doctype html><body>"></iframe>';
      });
      const frame = await (await around.waitForSelector('iframe')).contentFrame();
      if (!frame) throw new Error('There is no frame.');
      await frame.waitForSelector('body', { state: 'attached' });
      return frame;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
