import path from 'node:path';
import type { LookUpAnswer, LookUpRequest } from '../contract/looking/code-lookup';
import type { ExplainRequest, QuickFix } from '../contract/type-check';
import { checkAll, checkFiles, checkNear } from './check';
import type { Checkpoint } from './checkpoint';
import { explainPlace } from './explain/explain';
import { exportedTypes } from './explain/exported-types';
import { lookUp } from './explain/look-up';
import { toSlashes } from './files/files';
import { NativeUnavailableError } from './native/api';
import type { ClassicProject } from './projects/classic-project';
import { createCompilers } from './projects/compilers';
import { createWorkspaceOpener, type OpenedWorkspace } from './projects/open-workspace';
import type { CheckAnswer, CheckRequest, ExportedTypes, ExportedTypesRequest, QuickFixRequest } from './protocol';
import { applyQuickFixes } from './quick-fix/quick-fixes';
import { tscFallbackFor } from './tsc-fallback';

/** Answers the calls of one service process over the workspace that it keeps warm. */
export interface Session {
  check(request: CheckRequest, checkpoint: Checkpoint): Promise<CheckAnswer>;
  exportedTypes(request: ExportedTypesRequest, checkpoint: Checkpoint): Promise<ExportedTypes>;
  lookUp(request: LookUpRequest): Promise<LookUpAnswer>;
  quickFix(request: QuickFixRequest, checkpoint: Checkpoint): Promise<readonly QuickFix[]>;
  explain(request: ExplainRequest, checkpoint: Checkpoint): Promise<readonly (readonly string[])[]>;
  /** Frees the workspace's programs and ends the process of a native compiler. */
  dispose(): void;
}

export function createSession(): Session {
  const compilers = createCompilers();
  const opener = createWorkspaceOpener(compilers);
  const { open } = opener;

  const check = async (request: CheckRequest, checkpoint: Checkpoint): Promise<CheckAnswer> => {
    const started = performance.now();
    const opened = open(request.root, request.overlay, request.edited);
    if ('problem' in opened) return opened;
    const fallback = tscFallbackFor(opened);
    if (fallback) return fallback;
    const result =
      request.scope === 'near'
        ? await checkNear(opened, request, checkpoint)
        : await (request.scope === 'files' ? checkFiles : checkAll)(opened, checkpoint);
    return 'problem' in result ? result : { ...result, ms: Math.round(performance.now() - started) };
  };

  return {
    async check(request, checkpoint) {
      try {
        return await check(request, checkpoint);
      } catch (error) {
        if (!(error instanceof NativeUnavailableError)) throw error;
        // The second attempt runs its `tsc`, and so do all later checks.
        compilers.runAsCommand(error.compiler, error.message);
        return check(request, checkpoint);
      }
    },
    async exportedTypes(request, checkpoint) {
      const opened = open(request.root, request.overlay, request.files);
      if ('problem' in opened) return [];
      return exportedTypes(opened.workspace.root, opened.focus, classicProjectsOf(opened), checkpoint);
    },
    async explain(request, checkpoint) {
      const opened = open(request.root, request.overlay, [...new Set(request.places.map((place) => place.path))]);
      if ('problem' in opened) return request.places.map(() => []);
      const explained: (readonly string[])[] = [];
      for (const place of request.places) {
        await checkpoint();
        const file = path.posix.join(opened.workspace.root, toSlashes(place.path));
        const project = classicProjectsOf(opened).find(
          (candidate) => candidate.program().getSourceFile(file) !== undefined,
        );
        explained.push(project ? explainPlace(project, file, place.line, place.column, place.code) : []);
      }
      return explained;
    },
    lookUp: async (request) => lookUpIn(open, request),
    async quickFix(request, checkpoint) {
      const opened = open(request.root, request.overlay, request.edited);
      if ('problem' in opened) return [];
      return quickFixes(opened, request.overlay, checkpoint);
    },
    dispose: opener.dispose,
  };
}

function lookUpIn(open: ReturnType<typeof createWorkspaceOpener>['open'], request: LookUpRequest): LookUpAnswer {
  const opened = open(request.root, request.overlay, [request.path]);
  if ('problem' in opened) return { places: [], problem: opened.problem.message };
  const { root } = opened.workspace;
  const file = path.posix.join(root, toSlashes(request.path));
  const project = classicProjectsOf(opened).find((each) => each.program().getSourceFile(file) !== undefined);
  if (!project) return { places: [], problem: `No project of the compiler has ${request.path}.` };
  return lookUp(project, root, file, request);
}

function classicProjectsOf({ workspace, projects }: OpenedWorkspace): ClassicProject[] {
  return projects.map(({ config }) => workspace.projects.classicForConfig(config));
}

async function quickFixes(
  opened: OpenedWorkspace,
  overlay: QuickFixRequest['overlay'],
  checkpoint: Checkpoint,
): Promise<readonly QuickFix[]> {
  const { root, files, projects } = opened.workspace;
  const texts = new Map([...overlay].map(([file, text]) => [path.posix.join(root, toSlashes(file)), text]));
  const fixes = await applyQuickFixes(
    {
      projects: classicProjectsOf(opened),
      guarded: opened.projects.flatMap(({ config, forFocusOnly }) =>
        forFocusOnly ? [] : [projects.forConfig(config)],
      ),
      edited: opened.focus,
      read: files.read,
      write(file, text) {
        texts.set(file, text);
        files.refresh(texts);
      },
    },
    checkpoint,
  );
  return fixes.map((fix) => ({ ...fix, path: path.posix.relative(root, fix.path) }));
}
