/** Measures the processor time of this process in milliseconds, which other work on the machine doesn't change. */
export function startCpuTime(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
}
