import type { RunEvent } from '../../engine/contract/events';
import { formatCost, formatDuration, formatTokens, plural } from './format';

/** An event as a line of the log channel; undefined for those another line already tells. */
export function logLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'run-start':
      return `Run ${event.runId} (${event.task.kind}) in ${event.workspace} with ${event.provider} ${event.model}: ${event.task.text || 'all failures'}`;
    case 'strategy':
      return `Strategy ${event.strategy}, at most ${plural(event.maxIterations, 'iteration')}: ${event.why}`;
    case 'iteration-start':
      return `Iteration ${event.iteration}`;
    case 'call-start':
      return `Call ${event.call} to ${event.model} (${event.purpose}), about ${formatTokens(event.estimatedInputTokens)}`;
    case 'call-retry':
      return `Call ${event.call}, attempt ${event.attempt} failed (${event.reason}): ${event.message}; next attempt in ${formatDuration(event.delayMs)}`;
    case 'call-end': {
      const spent = `${formatTokens(event.inputTokens + event.outputTokens)}, ${formatCost(event.costUsd, event.priced)}, ${formatDuration(event.ms)}`;
      return event.ok
        ? `Call ${event.call} answered: ${spent}`
        : `Call ${event.call} failed (${event.reason ?? 'unknown'}): ${event.message ?? ''} ${spent}`;
    }
    case 'candidate':
      return `Candidate ${event.hash.slice(0, 8)}: ${event.files.join(', ')}`;
    case 'quick-fix':
      return `Quick fix in ${event.path}: ${event.description}`;
    case 'stage-start':
      return undefined;
    case 'stage-end': {
      const found = event.evidence.map(
        ({ path, line, message }) => `\n    ${path === undefined ? '' : `${path}:${line ?? 1} `}${message}`,
      );
      return `Stage ${event.stage} ${event.ok ? 'green' : 'red'} in ${formatDuration(event.ms)}: ${event.checked}${found.join('')}`;
    }
    case 'verdict':
      return `Verdict ${event.ok ? 'green' : 'red'}: ${event.summary}`;
    case 'decision':
      return `Decision ${event.action}: ${event.why}`;
    case 'run-end':
      return `Run ended: ${event.outcome}, ${event.reason}. ${event.message} ${plural(event.iterations, 'iteration')}, ${plural(event.calls, 'call')}, ${formatTokens(event.inputTokens + event.outputTokens)}, ${formatCost(event.costUsd, event.priced)}, ${formatDuration(event.ms)}`;
  }
}
