import { isAbsolute, posix } from 'node:path';
import { escapeRegExp } from '../../../platform/escape-reg-exp';
import type { Package } from '../../../workspace/packages/manifest';
import type { Packages } from '../../../workspace/packages/packages';
import type { Selection } from './package-manager';

/** The packages for which a command runs that is started in the folder `here`. */
export async function selectPackages(selection: Selection, here: string, packages: Packages): Promise<Package[]> {
  if (selection.kind === 'members') return [...(await packages.members())];
  if (selection.kind === 'projects') {
    const { names } = selection;
    const projects = await packages.projects();
    return projects.filter((project) => names.length === 0 || names.some((name) => isNamed(project, name)));
  }
  if (selection.kind === 'named') {
    const members = await packages.members();
    return members.filter((member) => selection.names.some((name) => isNamed(member, name)));
  }
  if (selection.kind === 'folder' && isAbsolute(selection.folder)) return [];
  const found = await packages.at(selection.kind === 'here' ? here : posix.join(here, selection.folder));
  return found ? [found] : [];
}

function isNamed({ name, dir }: Package, wanted: string): boolean {
  const plain = wanted
    .replace(/^\.\//, '')
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/\/$/, '');
  if (!plain.includes('*')) return name === plain || dir === plain;
  const matcher = new RegExp(`^${plain.split(/\*+/).map(escapeRegExp).join('.*')}$`);
  return matcher.test(name ?? '') || matcher.test(dir);
}
