import { CONFIG_PROJECTS } from './configs';
import { type ExampleProject, only } from './example-project';
import { LANGUAGE_PROJECTS } from './languages';
import { REFERENCE_PROJECTS } from './references';

export type { ExampleProject };
export const EXAMPLE_PROJECTS: Readonly<Record<string, ExampleProject>> = {
  ...REFERENCE_PROJECTS,
  ...CONFIG_PROJECTS,
  ...LANGUAGE_PROJECTS,
};
export const filesOf = ({ files }: ExampleProject) => ({
  ...('tsconfig.json' in files || 'jsconfig.json' in files || 'package.json' in files
    ? {}
    : { 'tsconfig.json': only({}) }),
  ...files,
});
export const runsOf = ({ runs = [['-p', '.']] }: ExampleProject) => runs;
