import * as vscode from 'vscode';
import { abortWith } from '../abort-with';
import { AGENT_TOOLS, type AgentToolName } from '../contributions';
import type { AgentTool } from './agent-tools';

/** Registers the tools of package.json's `languageModelTools`; `load` is called when an agent first uses one. */
export function registerTools(load: () => Promise<Readonly<Record<AgentToolName, AgentTool>>>): vscode.Disposable {
  return vscode.Disposable.from(
    ...AGENT_TOOLS.map((name) =>
      vscode.lm.registerTool(
        name,
        forEditor(async () => (await load())[name]),
      ),
    ),
  );
}

function forEditor(load: () => Promise<AgentTool>): vscode.LanguageModelTool<unknown> {
  return {
    async prepareInvocation({ input }) {
      const tool = await load();
      const confirmationMessages = tool.confirmation(input);
      return { invocationMessage: tool.working(), ...(confirmationMessages ? { confirmationMessages } : {}) };
    },
    async invoke({ input }, token) {
      const signal = abortWith(token);
      try {
        const text = await (await load()).invoke(input, signal);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      } catch (error) {
        if (signal.aborted) throw new vscode.CancellationError();
        throw error;
      }
    },
  };
}
