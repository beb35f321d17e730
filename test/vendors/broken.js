// A module that cannot be loaded.
throw new Error('It is broken.');
