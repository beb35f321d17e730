/** The version of the package, for files that say who wrote them. A test compares it with package.json. */
export const PACKAGE_VERSION = '0.1.0';
