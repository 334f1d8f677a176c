import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { RULE_LEVELS } from '../../src/engine/contract/rule';
import { ADJUSTABLE } from '../../src/engine/integrity/levels/levels';
import { type AgentDeps, createAgentTools } from '../../src/shell/agents/agent-tools';
import { checkInput, fixInput, verifyInput } from '../../src/shell/agents/tool-inputs';
import {
  CHAT_COMMANDS,
  CHAT_PARTICIPANT,
  COMMANDS,
  CONTEXT,
  HISTORY_ITEM,
  HISTORY_VIEW,
  LEARNED_ITEM,
  LEARNED_VIEW,
  REQUEST_SCHEME,
  RUN_PANEL,
  VIEW_CONTAINER,
} from '../../src/shell/contributions';
import { SETTINGS, type SettingKey } from '../../src/shell/settings';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope: string;
  readonly order: number;
  readonly properties?: Readonly<Record<string, { readonly enum: readonly string[] }>>;
  readonly markdownDescription: string;
  readonly enumItemLabels?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

const root = path.resolve(__dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
/** English texts of the keys that package.json names as `%key%`; VS Code looks them up when it reads the manifest. */
const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
const manifest = withTexts(readJson('package.json')) as {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly enablement?: string;
      readonly icon?: string;
    }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly when?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Property>>;
    }[];
    readonly chatParticipants: readonly {
      readonly id: string;
      readonly name: string;
      readonly commands: readonly { readonly name: string; readonly description: string }[];
    }[];
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly userDescription: string;
      readonly inputSchema: unknown;
    }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly completionEvents: readonly string[];
        readonly media: Readonly<Record<string, string>>;
      }[];
    }[];
  };
};
const { contributes } = manifest;
/** The settings of all groups. */
const properties: Readonly<Record<string, Property>> = Object.assign(
  {},
  ...contributes.configuration.map((group) => group.properties),
);
const sorted = (names: Iterable<string>) => [...names].sort();

describe('package.json and the code', () => {
  it('declare the same commands', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(COMMANDS));
  });

  it('shows the main command in the palette exactly as "Generate with Loopcraft"', () => {
    const generate = contributes.commands.find(({ command }) => command === 'loopcraft.generate');
    assert.equal(generate?.title, 'Generate with Loopcraft');
    assert.equal(generate?.category, undefined);
    const others = contributes.commands.filter(({ title }) => !title.includes('Loopcraft'));
    assert.deepEqual(
      others.filter(({ category }) => category !== 'Loopcraft'),
      [],
    );
  });

  it('offer in menus, welcome texts and the walkthrough only commands that exist', () => {
    const known = new Set<string>(COMMANDS);
    const inMenus = [...Object.values(contributes.menus), contributes.keybindings].flatMap((items) =>
      items.map(({ command }) => command),
    );
    const linked = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
      ...Object.values(properties).map(({ markdownDescription }) => markdownDescription),
    ];
    const inTexts = linked.flatMap((text) =>
      [...text.matchAll(/\(command:(loopcraft\.[\w.]+)/g)].map(([, command]) => command ?? ''),
    );
    assert.ok(inTexts.length >= 4);
    assert.deepEqual(
      [...inMenus, ...inTexts].filter((command) => !known.has(command) && command !== `${HISTORY_VIEW}.focus`),
      [],
    );
  });

  it('keep commands that belong to an item of a view out of the palette', () => {
    const hidden = contributes.menus['commandPalette']
      ?.filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    assert.deepEqual(sorted(hidden ?? []), [
      'loopcraft.deleteRun',
      'loopcraft.forgetLearned',
      'loopcraft.openDiff',
      'loopcraft.pinLearned',
      'loopcraft.runAgain',
      'loopcraft.showOlderRuns',
      'loopcraft.unpinLearned',
    ]);
  });

  it('have keys for generating, fixing at the cursor, accepting and discarding, none of them everywhere', () => {
    const keys = contributes.keybindings.map(({ command, key }) => [command, key]);
    assert.deepEqual(keys, [
      ['loopcraft.generate', 'ctrl+k g'],
      ['loopcraft.fixAtCursor', 'ctrl+k l'],
      ['loopcraft.acceptChanges', 'ctrl+enter'],
      ['loopcraft.discardChanges', 'ctrl+backspace'],
      ['loopcraft.runRequest', 'ctrl+enter'],
    ]);
    assert.ok(contributes.keybindings.every(({ when = '' }) => when !== ''));
  });

  it('start the extension where there is code for its lightbulb, and where its own documents and panels are', () => {
    assert.deepEqual(manifest.activationEvents, [
      'onLanguage:javascript',
      'onLanguage:javascriptreact',
      'onLanguage:typescript',
      'onLanguage:typescriptreact',
      `onWebviewPanel:${RUN_PANEL}`,
      `onFileSystem:${REQUEST_SCHEME}`,
      'workspaceContains:LOOPCRAFT-DEMO.md',
    ]);
    assert.ok(existsSync(path.join(root, 'test/support/demo/LOOPCRAFT-DEMO.md')));
  });

  it('say in the walkthrough and in the view where code goes, and how to try it without a key', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const view = contributes.viewsWelcome.map(({ contents }) => contents);
    for (const texts of [steps.map(({ description }) => description), view]) {
      assert.ok(texts.some((text) => text.includes('no telemetry')));
      assert.ok(texts.some((text) => text.includes('(command:loopcraft.tryDemo)')));
    }
  });

  it('agree on the context keys that conditions look at', () => {
    const conditions = [
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ when }) => when ?? '')),
      ...contributes.commands.map(({ enablement }) => enablement ?? ''),
      ...contributes.keybindings.map(({ when }) => when ?? ''),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ completionEvents }) => completionEvents.filter((event) => event.startsWith('onContext:'))),
      ),
    ].join(' ');
    const used = new Set([...conditions.matchAll(/(?<!== )\bloopcraft\.\w+/g)].map(([key]) => key));
    assert.deepEqual(sorted(used), sorted(Object.values(CONTEXT)));
  });

  it('agree on which items of the history have which menus', () => {
    const items = contributes.menus['view/item/context'] ?? [];
    const shownOn = (value: string) =>
      sorted(new Set(items.filter(({ when }) => matches(when ?? '', value)).map(({ command }) => command)));
    assert.deepEqual(shownOn(HISTORY_ITEM.running), [
      'loopcraft.addHint',
      'loopcraft.cancelRun',
      'loopcraft.openRun',
      'loopcraft.pauseRun',
      'loopcraft.resumeRun',
      'loopcraft.retryNow',
    ]);
    assert.deepEqual(shownOn(HISTORY_ITEM.ended), [
      'loopcraft.addHint',
      'loopcraft.deleteRun',
      'loopcraft.openRun',
      'loopcraft.runAgain',
    ]);
    assert.deepEqual(shownOn(HISTORY_ITEM.changed), [
      'loopcraft.addHint',
      'loopcraft.deleteRun',
      'loopcraft.openDiff',
      'loopcraft.openRun',
      'loopcraft.runAgain',
    ]);
    assert.deepEqual(shownOn(HISTORY_ITEM.candidate), ['loopcraft.openDiff']);
    assert.deepEqual(shownOn(HISTORY_ITEM.other), []);
  });

  it('agree on which items of what is learned have which menus', () => {
    const items = (contributes.menus['view/item/context'] ?? []).filter(({ when }) => when?.includes(LEARNED_VIEW));
    const shownOn = (value: string) =>
      sorted(new Set(items.filter(({ when }) => matches(when ?? '', value)).map(({ command }) => command)));
    assert.deepEqual(shownOn(LEARNED_ITEM.free), ['loopcraft.pinLearned']);
    assert.deepEqual(shownOn(LEARNED_ITEM.freeCounted), ['loopcraft.forgetLearned', 'loopcraft.pinLearned']);
    assert.deepEqual(shownOn(LEARNED_ITEM.pinned), ['loopcraft.unpinLearned']);
    assert.deepEqual(shownOn(LEARNED_ITEM.pinnedCounted), ['loopcraft.forgetLearned', 'loopcraft.unpinLearned']);
    assert.deepEqual(shownOn(LEARNED_ITEM.other), []);
  });

  it('offer to fix tests, of other extensions as well, wherever VS Code shows them', () => {
    const offering = Object.entries(contributes.menus).filter(([menu]) => menu.startsWith('testing/'));
    assert.deepEqual(
      offering.map(([menu, items]) => [menu, ...items.map(({ command }) => command)]),
      [
        'testing/item/context',
        'testing/item/gutter',
        'testing/message/content',
        'testing/item/result',
        'testing/message/context',
      ].map((menu) => [menu, 'loopcraft.fixTest']),
    );
  });

  it('agree on the view and its container, and the icons exist', () => {
    assert.deepEqual(Object.keys(contributes.views), [VIEW_CONTAINER]);
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [VIEW_CONTAINER],
    );
    assert.deepEqual(
      contributes.views[VIEW_CONTAINER]?.map(({ id }) => id),
      [HISTORY_VIEW, LEARNED_VIEW],
    );
    assert.deepEqual([...new Set(contributes.viewsWelcome.map(({ view }) => view))], [HISTORY_VIEW, LEARNED_VIEW]);
    for (const { icon } of contributes.viewsContainers.activitybar) assert.ok(existsSync(path.join(root, icon)), icon);
  });

  it('has a walkthrough of at most four steps whose pictures exist', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length > 0 && steps.length <= 4);
    for (const { media } of steps) {
      const file = media['svg'] ?? media['markdown'] ?? media['image'] ?? '';
      assert.ok(
        file !== '' && existsSync(path.join(root, file)),
        `media of a step is missing: ${JSON.stringify(media)}`,
      );
    }
  });

  it('has a walkthrough whose steps are done by the deed, not by a click on their button', () => {
    const events = contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => step.completionEvents));
    const known = new Set<string>(Object.values(CONTEXT).map((key) => `onContext:${key}`));
    assert.deepEqual(
      events.filter((event) => !known.has(event)),
      [`onView:${HISTORY_VIEW}`],
    );
  });

  it('has pictures whose texts stay in their frames, in a wide font, too', () => {
    const folder = path.join(root, 'media/walkthrough');
    for (const file of readdirSync(folder)) {
      const svg = readFileSync(path.join(folder, file), 'utf8');
      const texts = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)<\/text>/g)];
      assert.ok(texts.length > 0, file);
      // 13 pixels, of which the characters of a wide font take 0.6 on average; all frames end at 440.
      const wide = texts.filter(([, x, text = '']) => Number(x) + text.replace(/&\w+;/g, 'x').length * 13 * 0.6 > 440);
      assert.deepEqual(
        wide.map(([, , text]) => `${file}: ${text}`),
        [],
      );
    }
  });
});

describe('what package.json offers to the chat and to agents', () => {
  it('is the participant with its commands', () => {
    const [participant, ...others] = contributes.chatParticipants;
    assert.deepEqual([participant?.id, participant?.name, others], [CHAT_PARTICIPANT, 'loopcraft', []]);
    assert.deepEqual(
      participant?.commands.map(({ name }) => name),
      [...CHAT_COMMANDS],
    );
  });

  it('is the tools, with the schemas by which their inputs are read', () => {
    const schemas = { loopcraft_check: checkInput, loopcraft_verify: verifyInput, loopcraft_fix: fixInput };
    const jsonOf = (schema: z.ZodType) => {
      const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      return rest;
    };
    assert.deepEqual(
      contributes.languageModelTools.map(({ name, inputSchema }) => [name, inputSchema]),
      Object.entries(schemas).map(([name, schema]) => [name, jsonOf(schema)]),
    );
    assert.deepEqual(Object.keys(schemas), Object.keys(createAgentTools({} as AgentDeps)));
  });

  it('says what each of them does', () => {
    const told = [
      ...contributes.chatParticipants.flatMap(({ commands }) => commands.map(({ description }) => description)),
      ...contributes.languageModelTools.flatMap(({ modelDescription, userDescription }) => [
        modelDescription,
        userDescription,
      ]),
    ];
    assert.deepEqual(
      told.filter((text) => text === '' || text.startsWith('%')),
      [],
    );
  });
});

describe('settings in package.json and in the code', () => {
  it('stand in groups, each in an order of its own', () => {
    const groups = contributes.configuration.map(({ title }) => title);
    assert.deepEqual(groups, ['Model', 'Tests', 'Limits', 'Reviews', 'Advanced']);
    for (const group of contributes.configuration) {
      const orders = Object.values(group.properties).map(({ order }) => order);
      assert.deepEqual(
        orders,
        [...new Set(orders)].sort((a, b) => a - b),
      );
    }
  });

  it('are the same', () => {
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.keys(SETTINGS).map((key) => `loopcraft.${key}`)));
  });

  for (const key of Object.keys(SETTINGS) as SettingKey[]) {
    it(`${key} has the same type, bounds and default`, () => {
      const declared = properties[`loopcraft.${key}`];
      const expected = z.toJSONSchema(SETTINGS[key].schema, { io: 'input' }) as Partial<Property>;
      assert.ok(declared);
      const facets = (one: Partial<Property>) => ({
        type: one.type,
        default: one.default,
        enum: one.enum,
        minimum: one.minimum,
        maximum: one.maximum,
      });
      assert.deepEqual(facets(declared), facets(expected));
      assert.equal(declared.enumItemLabels?.length, declared.enum?.length);
      assert.equal(declared.markdownEnumDescriptions?.length, declared.enum?.length);
    });
  }

  it('offer the rules whose level can be lowered, and no others', () => {
    const { properties: rules = {} } = properties['loopcraft.rules'] ?? {};
    assert.deepEqual(sorted(Object.keys(rules)), sorted(ADJUSTABLE));
    for (const rule of Object.values(rules)) assert.deepEqual(rule.enum, RULE_LEVELS);
  });

  it('keep what names a server, a command, a variable or a hidden file, or loosens rules, from the untrusted', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual(sorted(restrictedConfigurations), [
      'loopcraft.alsoCopy',
      'loopcraft.baseUrl',
      'loopcraft.environment',
      'loopcraft.learning.embeddings',
      'loopcraft.learning.embeddingsUrl',
      'loopcraft.model',
      'loopcraft.provider',
      'loopcraft.rules',
      'loopcraft.testCommand',
    ]);
    assert.equal(properties['loopcraft.baseUrl']?.scope, 'machine');
    assert.deepEqual(manifest.extensionKind, ['workspace']);
  });
});

/** A copy in which every `%key%` is replaced by its text, as VS Code does it. */
function withTexts(value: unknown): unknown {
  if (typeof value === 'string') return texts[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? value;
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([property, inner]) => [property, withTexts(inner)]));
}

/** Evaluates the small language of our own conditions: `viewItem == x`, `viewItem =~ /x/`. */
function matches(when: string, viewItem: string): boolean {
  const equal = /viewItem == ([\w.]+)/.exec(when)?.[1];
  const pattern = /viewItem =~ \/(.+)\//.exec(when)?.[1];
  if (equal === undefined && pattern === undefined) throw new Error(`the test cannot read this condition: ${when}`);
  return equal === viewItem || (pattern !== undefined && new RegExp(pattern).test(viewItem));
}
