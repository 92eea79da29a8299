/**
 * Loaded before a server of the benchmark: tells its parent, when asked, what the process has used, to the microsecond and on
 * every platform; and ends it when the parent is gone, however that ended.
 */
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send({ usage: { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1024 ** 2 } });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone keeps no process alive.
process.channel?.unref();
