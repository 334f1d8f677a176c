import path from 'node:path';
import type { ExplainRequest, QuickFix, TypeCheckRequest } from '../ports';
import { checkAll, checkEdited } from './check';
import { explainPlace } from './explain';
import { exportedTypes } from './exported-types';
import { toSlashes } from './files';
import { createOpener } from './open-workspace';
import type { Pause } from './pause';
import type { CheckAnswer, ExportedTypes, ExportedTypesRequest, QuickFixRequest } from './protocol';
import { applyQuickFixes } from './quick-fixes';

/** The workspaces that one service process has seen, each kept warm. */
export interface Session {
  check(request: TypeCheckRequest, pause: Pause): Promise<CheckAnswer>;
  exportedTypes(request: ExportedTypesRequest, pause: Pause): Promise<ExportedTypes>;
  quickFix(request: QuickFixRequest, pause: Pause): Promise<readonly QuickFix[]>;
  explain(request: ExplainRequest, pause: Pause): Promise<readonly (readonly string[])[]>;
}

export function createSession(): Session {
  const open = createOpener();
  return {
    async check(request, pause) {
      const started = performance.now();
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return opened;
      const early = request.scope === 'edited-first' ? await checkEdited(opened, pause) : undefined;
      const outcome = early ?? (await checkAll(opened, pause));
      return { ...outcome, ms: Math.round(performance.now() - started) };
    },
    async exportedTypes(request, pause) {
      const opened = open(request.root, request.overlay, request.files);
      if ('problem' in opened) return [];
      return exportedTypes(opened.workspace.root, opened.focus, opened.projects.map(({ project }) => project), pause);
    },
    async explain(request, pause) {
      const opened = open(request.root, request.overlay, [...new Set(request.places.map((place) => place.path))]);
      if ('problem' in opened) return request.places.map(() => []);
      const explained: (readonly string[])[] = [];
      for (const place of request.places) {
        await pause();
        const file = path.posix.join(opened.workspace.root, toSlashes(place.path));
        const holder = opened.projects.find(({ project }) => project.program().getSourceFile(file) !== undefined);
        explained.push(holder ? explainPlace(holder.project, file, place.line, place.column, place.code) : []);
      }
      return explained;
    },
    async quickFix(request, pause) {
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return [];
      const { root, files } = opened.workspace;
      const texts = new Map([...request.overlay].map(([file, text]) => [path.posix.join(root, toSlashes(file)), text]));
      const fixes = await applyQuickFixes(
        {
          projects: opened.projects.map(({ project }) => project),
          edited: opened.focus,
          read: files.read,
          write(file, text) {
            texts.set(file, text);
            files.refresh(texts);
          },
        },
        pause,
      );
      return fixes.map((fix) => ({ ...fix, path: path.posix.relative(root, fix.path) }));
    },
  };
}
