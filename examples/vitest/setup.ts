// The matchers, and their types for the compiler and the editor.
import 'stuntbox/vitest';
