export default {
  transform: {},
  setupFilesAfterEnv: ['stuntbox/jest'],
};
