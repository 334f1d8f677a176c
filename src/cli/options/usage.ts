import { DEFAULT_LIMITS, MAX_BRANCHES } from '../../engine/contract/task';

export const USAGE = `Usage: loopcraft <command> [options]

Commands
  run "<task>"     make a change that compiles and passes the workspace's tests
  fix ["<hint>"]   fix failing tests and type errors
  continue <run> ["<hint>"]
                   go on from the best candidate of an earlier run, with your hint and new limits;
                   name the run as "runs" does, or say "last"
  check            check the types and run the tests of the workspace as it is
  context "<task>" print what a model would be shown of the workspace, and why; nothing is run
                   unless you say --run-tests
  runs             list earlier runs, newest first
  patterns         show what was learned in this workspace ("patterns reset" forgets it,
                   "patterns reset red-as-before" only which failing tests were accepted);
                   --rebuild learns it again from the runs, --export prints it, and
                   --import FILE adds what another machine or VS Code exported;
                   --pin, --unpin and --forget "Fixes with MODEL: plan first" fix one of the
                   ways to work, let it be chosen again, or delete what was counted for it
  notes            list what every run in this workspace is told; 'notes add "<text>"' and
                   'notes remove "<text>"' change it

Options
  --workspace DIR          the workspace folder (default: here)
  --file PATH              a file that the task is about; can be repeated
  --test NAME              fix, context: only the failing test of this name, in any file; can be repeated
  --run-tests              context: run the files of these tests first, so that how they fail and
                           which functions they ran counts, as in fix
  --provider NAME          openai, anthropic or scripted
  --model ID               the model to use
  --base-url URL           another server that speaks the provider's protocol
  --reasoning-effort LEVEL how much a reasoning model thinks: minimal, low, medium or high
                           (default: as the provider decides)
  --test-command CMD       the command to use instead of package.json's test script
  --also-copy PATH         a file, folder or pattern that git ignores and the tests need,
                           such as .env; can be repeated
  --rule ID=LEVEL          run, fix: what a rule of docs/rules.md does when it finds something:
                           refuse, tell or off; can be repeated
  --env NAME[=VALUE]       a variable for the tests; without a value, the one of this shell,
                           also where it is withheld as a secret; can be repeated
  --review WHEN            whether another look is taken at a green change: always, never or auto
                           (default: auto, when the change is large or no test reaches it)
  --reviewer-model ID      the provider's model that reviews (default: the one of --model)
  --planner-model ID       the provider's model that plans, where a run plans first, and names approaches
  --stronger-model ID      the provider's model that takes over where the one of --model gets nowhere
  --branches N             begin with N candidates by different approaches, judge all of them, and
                           go on with the best (at most ${MAX_BRANCHES}; default 1)
  --max-iterations N       candidates to try (default ${DEFAULT_LIMITS.maxIterations})
  --max-calls N            model calls to make (default ${DEFAULT_LIMITS.maxCalls})
  --max-tokens N           input and output tokens to use (default ${DEFAULT_LIMITS.maxTokens})
  --max-cost USD           US dollars to spend (default ${DEFAULT_LIMITS.maxCostUsd})
  --max-cost-per-day USD   US dollars to spend in one day, over all runs (default ${DEFAULT_LIMITS.maxCostPerDayUsd})
  --price IN/OUT           the model's price in US dollars per million tokens of input and output,
                           where it is not known or another one, such as 0.5/1.5
  --timeout S              seconds for the whole run (default ${DEFAULT_LIMITS.timeoutMs / 1000})
  --state-dir DIR          where journals and patterns are kept, and scratch copies unless a name in
                           its path begins with a dot or has a blank
                           (default: ~/.local/state/loopcraft)
  --apply                  write the change; without this option only the diff is printed
  --interactive            ask on the terminal: about the plan, after each verdict, and before the
                           change is written; a hint can be typed at any time
  --accept-red-as-before   accept a change after which only those tests fail that failed before,
                           in the same way; later runs accept the same tests by themselves
  --no-tools               the model gets no tools to look at the workspace before it answers, for
                           models that use them badly
  --no-explore             always do what is expected to work best here by the recorded runs;
                           otherwise one run in twenty tries another strategy, to learn from it
  --embeddings ID          find what earlier runs solved also by its meaning, with this embeddings
                           model; it is sent messages, test names and paths of findings, no code
  --embeddings-url URL     its server, which speaks OpenAI's API (default: the one of --base-url)
  --json                   print one event a line on standard output
  -h, --help               show this help
  -v, --version            show the version

Keys come from OPENAI_API_KEY and ANTHROPIC_API_KEY; “none” says that a server needs no key.
Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, more certificates from NODE_EXTRA_CA_CERTS.
Exit status: 0 succeeded or all green, 1 not successful, 2 wrong usage or configuration, 130 cancelled.`;
