import { dirname, join } from 'node:path/posix';
import type { Source } from '../../../../code/source';
import { importCandidates } from '../../../../workspace/imports/import-candidates';
import type { ReadSource } from '../../../rule-family';

/** The workspace files that the sources import by a relative path, without those at `except`. */
export async function importedBy(
  sources: readonly Source[],
  except: ReadonlySet<string>,
  read: ReadSource,
): Promise<Source[]> {
  const places = new Set(sources.flatMap((source) => specifiersOf(source).map((to) => join(dirname(source.path), to))));
  const found = await Promise.all(
    [...places].map(async (place) => {
      for (const path of importCandidates(place)) {
        if (except.has(path)) return undefined;
        const source = await read(path);
        if (source) return source;
      }
      return undefined;
    }),
  );
  return found.flatMap((source) => source ?? []);
}

function specifiersOf({ ts: compiler, tree }: Source): string[] {
  return tree.statements.flatMap((statement) =>
    compiler.isImportDeclaration(statement) &&
    compiler.isStringLiteral(statement.moduleSpecifier) &&
    statement.moduleSpecifier.text.startsWith('.')
      ? [statement.moduleSpecifier.text]
      : [],
  );
}
