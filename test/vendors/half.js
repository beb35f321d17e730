// A vendor that its author has only begun.
export const half = { name: 'half', title: 'Half', contract: { paths: { '/machines': { get: {} } } }, operations: {} };
