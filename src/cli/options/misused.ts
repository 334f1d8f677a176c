import { type CommandName, RUNS_TASKS, type Values } from './arguments';

/** What is wrong with the options and arguments of a command; undefined: nothing. */
export function misusedOptions(command: CommandName, values: Values, args: readonly string[]): string | undefined {
  return (
    problemOf(command, args) ??
    problemOfQuestions(command, values) ??
    problemOfPatterns(command, values, args) ??
    problemOfEmbeddings(command, values) ??
    problemOfFiles(command, values.file) ??
    problemOfTests(command, values.test) ??
    problemOfContext(command, values, args)
  );
}

function problemOfPatterns(
  command: CommandName,
  { reset, rebuild, export: exported, import: imported, pin, unpin, forget }: Values,
  args: readonly string[],
): string | undefined {
  const given = [
    reset && '--reset',
    rebuild && '--rebuild',
    exported && '--export',
    imported !== undefined && '--import',
    pin !== undefined && '--pin',
    unpin !== undefined && '--unpin',
    forget !== undefined && '--forget',
  ];
  const [first, second] = given.filter((option) => typeof option === 'string');
  if (first === undefined) return undefined;
  if (command !== 'patterns') return `${first} is about what was learned; ${command} has no such option.`;
  return second !== undefined || args.length > 0
    ? `patterns does one thing at a time, but got more than ${first}.`
    : undefined;
}

function problemOfEmbeddings(command: CommandName, { embeddings, 'embeddings-url': url }: Values): string | undefined {
  if (embeddings === undefined && url === undefined) return undefined;
  if (!RUNS_TASKS.has(command)) return `--embeddings is for run, fix and continue; ${command} has no such option.`;
  return embeddings?.trim() ? undefined : '--embeddings takes the name of an embeddings model.';
}

/** The earlier run says which files its task is about. */
function problemOfFiles(command: CommandName, files: readonly string[] = []): string | undefined {
  return command === 'continue' && files.length > 0
    ? '--file is taken from the earlier run; continue has no such option.'
    : undefined;
}

function problemOfQuestions(command: CommandName, { interactive, apply }: Values): string | undefined {
  if (!interactive) return undefined;
  if (!RUNS_TASKS.has(command))
    return `--interactive asks during run, fix and continue; ${command} has no such option.`;
  return apply ? '--interactive asks whether to write the change: leave --apply out.' : undefined;
}

function problemOfTests(command: CommandName, tests: readonly string[] = []): string | undefined {
  if (tests.length === 0) return undefined;
  if (command !== 'fix' && command !== 'context')
    return `--test names a failing test for fix; ${command} has no such option.`;
  return tests.some((name) => name.trim() === '') ? '--test takes the name of a test, not an empty text.' : undefined;
}

function problemOfContext(command: CommandName, values: Values, args: readonly string[]): string | undefined {
  const { file, test } = values;
  if (values['run-tests'] && (command !== 'context' || test === undefined))
    return '--run-tests runs the tests that --test names before their context is printed; nothing else has it.';
  const isEmpty = args.join(' ').trim() === '' && file === undefined && test === undefined;
  return command === 'context' && isEmpty
    ? 'Say what the context is for: loopcraft context "<task>", --file PATH or --test NAME.'
    : undefined;
}

/** What is wrong with the arguments after a command. */
function problemOf(command: CommandName, args: readonly string[]): string | undefined {
  const text = args.join(' ');
  switch (command) {
    case 'continue':
      return args.length === 0
        ? 'The run is missing. Name it as "loopcraft runs" does, or "last": loopcraft continue <run> ["<hint>"].'
        : undefined;
    case 'run':
      return text.trim() === '' ? 'The task is missing. Say what to do: loopcraft run "<task>".' : undefined;
    case 'check':
    case 'runs':
      return args.length > 0 ? `${command} takes no arguments, but got "${text}".` : undefined;
    case 'patterns':
      return ['', 'reset', 'reset red-as-before'].includes(text)
        ? undefined
        : 'patterns takes no argument except "reset" or "reset red-as-before".';
    case 'notes': {
      const [action, ...words] = args;
      const isRight =
        action === undefined || ((action === 'add' || action === 'remove') && words.join('').trim() !== '');
      return isRight ? undefined : 'notes takes no argument, or a text: notes add "<text>", notes remove "<text>".';
    }
    case 'context':
    case 'fix':
      return undefined;
  }
}
