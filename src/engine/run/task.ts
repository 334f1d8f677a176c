export * from '../task';
