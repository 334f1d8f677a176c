import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Files } from '../files/files';
import { createNativeProject } from '../native/native-project';
import { createNativeServer, type NativeServer } from '../native/native-server';
import { type ClassicProject, createClassicProject, createRegistry } from './classic-project';
import type { Compiler, Ts } from './compilers';
import type { Config } from './configs';
import type { Project } from './project';

/** The projects of one workspace, each kept from request to request as long as its compiler is the same. */
export interface Projects {
  /** To be called with all configs of a request before any of them is opened. */
  prepare(configs: readonly Config[]): void;
  /** As its own compiler judges it. */
  forConfig(config: Config): Project;
  /** With the classic API: its own compiler's where it has that, else the bundled one's, which then only helps. */
  classicForConfig(config: Config): ClassicProject;
  dispose(): void;
}

export function createProjects(root: string, files: Files): Projects {
  const judges = new Map<string, Project>();
  const classics = new Map<string, ClassicProject>();
  const servers = new Map<string, NativeServer>();
  const registries = new Map<Ts, ts.DocumentRegistry>();

  const classic = (config: Config): ClassicProject =>
    reuseOrCreate(classics, config, () =>
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
        ? reuseOrCreate(judges, config, () => createNativeProject(root, config, files, serverOf(config.compiler)))
        : classic(config),
    classicForConfig: classic,
    dispose() {
      for (const held of [...classics.values(), ...servers.values()]) held.dispose();
    },
  };
}

function reuseOrCreate<P extends Project>(held: Map<string, P>, config: Config, make: () => P): P {
  const old = held.get(config.file);
  if (old?.compiler === config.compiler) {
    old.update(config);
    return old;
  }
  old?.dispose();
  const project = make();
  held.set(config.file, project);
  return project;
}
