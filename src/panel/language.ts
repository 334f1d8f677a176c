// Imported before uPlot, which throws while it loads where the system's locale is no language tag (`en-US@posix`): the
// page would stay empty.
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
