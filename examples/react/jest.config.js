export default {
  // jsdom, with the fetch, streams and events of Node, which msw needs.
  testEnvironment: 'jest-fixed-jsdom',
  extensionsToTreatAsEsm: ['.jsx'],
  transform: {
    '\\.jsx$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'ecmascript', jsx: true }, transform: { react: { runtime: 'automatic' } }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  setupFilesAfterEnv: ['stuntbox/jest'],
};
