// Jest has a module system of its own, in which `require` of an ES module fails, also where Node allows it.
// So the packages that are ES modules only are turned into CommonJS: stuntbox, and what it and msw are made of.
const modules = ['stuntbox', 'tinyqueue', 'rettime', 'until-async', '@open-draft/deferred-promise'];

module.exports = {
  transform: { '\\.[cm]?js$': ['@swc/jest', { module: { type: 'commonjs' }, jsc: { target: 'es2022' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${modules.join('|')})/)`],
  setupFilesAfterEnv: ['stuntbox/jest'],
};
