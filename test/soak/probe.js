// Loaded into the server's process (`node --import`): reports its event loop's delay and its memory to the soak, and empties the histogram.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on('message', () => {
  process.send({ rss: process.memoryUsage.rss(), p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
  delay.reset();
});
// The channel to the soak does not keep the server alive.
process.channel?.unref();
