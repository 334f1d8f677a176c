import * as vscode from 'vscode';
import { abortWith } from '../abort-with';
import type { AgentDeps } from './agent-tools';
import { type AgentTool, createAgentTools } from './agent-tools';

/** Registers the tools of package.json's `languageModelTools`. */
export function registerTools(deps: AgentDeps): vscode.Disposable {
  const tools = Object.entries<AgentTool>(createAgentTools(deps));
  return vscode.Disposable.from(...tools.map(([name, tool]) => vscode.lm.registerTool(name, forEditor(tool))));
}

function forEditor(tool: AgentTool): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }) {
      const confirmationMessages = tool.confirmation(input);
      return { invocationMessage: tool.working(), ...(confirmationMessages ? { confirmationMessages } : {}) };
    },
    async invoke({ input }, token) {
      const signal = abortWith(token);
      try {
        const text = await tool.invoke(input, signal);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      } catch (error) {
        if (signal.aborted) throw new vscode.CancellationError();
        throw error;
      }
    },
  };
}
