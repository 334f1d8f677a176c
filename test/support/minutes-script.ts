import type { Script, SeenRequest } from './model-server/types';

const HEAD = (extension: string) =>
  `import { split } from './minutes${extension}';\n\n` +
  '/** Minutes as a person writes them: 5 -> "5m", 60 -> "1h", 65 -> "1h05m". */\n';

export interface MinutesDrafts {
  readonly mistyped: string;
  readonly unpadded: string;
  readonly right: string;
}

/** Three drafts of src/format.ts in the order in which the scripted model writes them. */
export function minutesDrafts(extension: string): MinutesDrafts {
  const head = HEAD(extension);
  return {
    mistyped:
      `${head}export function formatMinutes(total: number): string {\n` +
      '  const { hours, minutes } = split(total);\n  return hours * 60 + minutes;\n}\n',
    unpadded:
      `${head}export function formatMinutes(total: number): string {\n` +
      `  const { hours, minutes } = split(total);\n  if (hours === 0) return \`\${minutes}m\`;\n` +
      `  return minutes === 0 ? \`\${hours}h\` : \`\${hours}h\${minutes}m\`;\n}\n`,
    right:
      `${head}export function formatMinutes(total: number): string {\n` +
      `  const { hours, minutes } = split(total);\n  if (hours === 0) return \`\${minutes}m\`;\n` +
      `  return minutes === 0 ? \`\${hours}h\` : \`\${hours}h\${String(minutes).padStart(2, '0')}m\`;\n}\n`,
  };
}

/**
 * A model that learns only from its requests: it fixes the type if the request shows TS2322, and pads the minutes if
 * the request shows the test's expected and actual values. Otherwise it repeats its first draft.
 */
export function minutesScript(extension: string): Script {
  const drafts = minutesDrafts(extension);
  return (request: SeenRequest) => {
    const asked = request.messages.at(-1)?.text ?? '';
    const draft =
      asked.includes('1h05m') && asked.includes('1h5m')
        ? drafts.right
        : /TS2322/.test(asked)
          ? drafts.unpadded
          : drafts.mistyped;
    return { text: `Here is the function.\n\n\`\`\`ts src/format.ts\n${draft}\`\`\`\n` };
  };
}
