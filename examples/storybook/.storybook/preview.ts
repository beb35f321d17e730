import type { Preview } from '@storybook/react-vite';
import '../src/styles.css';

export default { tags: ['autodocs'] } satisfies Preview;
