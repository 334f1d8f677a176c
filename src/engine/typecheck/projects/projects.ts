/**
 * `projects/` leads from a workspace folder to its tsconfigs (`open-workspace.ts`, `discover.ts`), each with its
 * compiler and a program that is kept warm.
 */
import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Files } from '../files/files';
import { createNativeProject } from '../native/native-project';
import { createNativeServer, type NativeServer } from '../native/native-server';
import { type ClassicProject, createClassicProject } from './classic-project';
import type { Compiler, Ts } from './compilers';
import type { Config } from './configs';
import type { Project } from './project';
import { createRegistry } from './warm-service';

/** The projects of one workspace, each kept from one request to the next as long as its compiler is the same. */
export interface Projects {
  /** Has to be called with all configs of a request before the first of them is checked. */
  prepare(configs: readonly Config[]): void;
  /** The project as its own compiler checks it. */
  forConfig(config: Config): Project;
  /**
   * The project with the classic API: that of its own compiler where there is one, otherwise of the bundled
   * compiler, whose quick fixes and explanations are used but whose diagnostics do not count.
   */
  classicForConfig(config: Config): ClassicProject;
  dispose(): void;
}

export function createProjects(root: string, files: Files): Projects {
  const nativeProjects = new Map<string, Project>();
  const classicProjects = new Map<string, ClassicProject>();
  const servers = new Map<string, NativeServer>();
  const registries = new Map<Ts, ts.DocumentRegistry>();

  const classicForConfig = (config: Config): ClassicProject =>
    reuseOrCreate(classicProjects, config, () =>
      createClassicProject(
        root,
        config,
        files,
        memo(registries, config.compiler.ts, () => createRegistry(config.compiler.ts)),
      ),
    );
  const serverOf = (compiler: Compiler) => memo(servers, compiler.dir, () => createNativeServer(compiler, root, files));

  return {
    prepare(configs) {
      const native = configs.filter(({ compiler }) => compiler.mode === 'native');
      const referenced = new Set(
        native.flatMap(({ references = [], compiler }) =>
          references.map((reference) => compiler.ts.resolveProjectReferencePath(reference)),
        ),
      );
      for (const { compiler } of native) {
        serverOf(compiler).setConfigs(
          native.flatMap((config) => (config.compiler.dir === compiler.dir ? [config.file] : [])),
          referenced,
        );
      }
    },
    forConfig: (config) =>
      config.compiler.mode === 'native'
        ? reuseOrCreate(nativeProjects, config, () =>
            createNativeProject(root, config, files, serverOf(config.compiler)),
          )
        : classicForConfig(config),
    classicForConfig,
    dispose() {
      for (const item of [...classicProjects.values(), ...servers.values()]) item.dispose();
    },
  };
}

function reuseOrCreate<P extends Project>(projects: Map<string, P>, config: Config, make: () => P): P {
  const existing = projects.get(config.file);
  if (existing?.compiler === config.compiler) {
    existing.update(config);
    return existing;
  }
  existing?.dispose();
  const project = make();
  projects.set(config.file, project);
  return project;
}
