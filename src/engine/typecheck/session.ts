import path from 'node:path';
import type { ExplainRequest, QuickFix } from '../contract/type-check';
import { checkAll, checkNear } from './check';
import { explainPlace } from './explain/explain';
import { exportedTypes } from './explain/exported-types';
import { toSlashes } from './files/files';
import { NativeUnusable } from './native/api';
import type { Pause } from './pause';
import type { ClassicProject } from './projects/classic-project';
import { createCompilers } from './projects/compilers';
import { createOpener, type Opened } from './projects/open-workspace';
import type { CheckAnswer, CheckCall, ExportedTypes, ExportedTypesRequest, QuickFixRequest } from './protocol';
import { applyQuickFixes } from './quick-fix/quick-fixes';
import { tscFallbackFor } from './tsc-fallback';

/** The workspaces that one service process has seen, each kept warm. */
export interface Session {
  check(request: CheckCall, pause: Pause): Promise<CheckAnswer>;
  exportedTypes(request: ExportedTypesRequest, pause: Pause): Promise<ExportedTypes>;
  quickFix(request: QuickFixRequest, pause: Pause): Promise<readonly QuickFix[]>;
  explain(request: ExplainRequest, pause: Pause): Promise<readonly (readonly string[])[]>;
  /** Lets go of the workspace, and ends the process of a native compiler. */
  dispose(): void;
}

export function createSession(): Session {
  const compilers = createCompilers();
  const opener = createOpener(compilers);
  const { open } = opener;

  const check = async (request: CheckCall, pause: Pause): Promise<CheckAnswer> => {
    const started = performance.now();
    const opened = open(request.root, request.overlay, request.edited);
    if ('problem' in opened) return opened;
    const byCommand = tscFallbackFor(opened);
    if (byCommand) return byCommand;
    const told =
      request.scope === 'near' ? await checkNear(opened, request.known ?? [], pause) : await checkAll(opened, pause);
    return { ...told, ms: Math.round(performance.now() - started) };
  };

  return {
    async check(request, pause) {
      try {
        return await check(request, pause);
      } catch (error) {
        if (!(error instanceof NativeUnusable)) throw error;
        compilers.demote(error.compiler, error.message);
        return check(request, pause);
      }
    },
    async exportedTypes(request, pause) {
      const opened = open(request.root, request.overlay, request.files);
      if ('problem' in opened) return [];
      return exportedTypes(opened.workspace.root, opened.focus, classicsOf(opened), pause);
    },
    async explain(request, pause) {
      const opened = open(request.root, request.overlay, [...new Set(request.places.map((place) => place.path))]);
      if ('problem' in opened) return request.places.map(() => []);
      const explained: (readonly string[])[] = [];
      for (const place of request.places) {
        await pause();
        const file = path.posix.join(opened.workspace.root, toSlashes(place.path));
        const holder = classicsOf(opened).find((project) => project.program().getSourceFile(file) !== undefined);
        explained.push(holder ? explainPlace(holder, file, place.line, place.column, place.code) : []);
      }
      return explained;
    },
    async quickFix(request, pause) {
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return [];
      return quickFixes(opened, request.overlay, pause);
    },
    dispose: opener.dispose,
  };
}

function classicsOf({ workspace, projects }: Opened): ClassicProject[] {
  return projects.map(({ config }) => workspace.projects.classic(config));
}

async function quickFixes(
  opened: Opened,
  overlay: QuickFixRequest['overlay'],
  pause: Pause,
): Promise<readonly QuickFix[]> {
  const { root, files, projects } = opened.workspace;
  const texts = new Map([...overlay].map(([file, text]) => [path.posix.join(root, toSlashes(file)), text]));
  const fixes = await applyQuickFixes(
    {
      projects: classicsOf(opened),
      judges: opened.projects.flatMap(({ config, forFocusOnly }) => (forFocusOnly ? [] : [projects.judge(config)])),
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
}
