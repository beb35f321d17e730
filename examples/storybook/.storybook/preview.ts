import type { Preview } from '@storybook/react-vite';
import '../../dashboard/src/styles/index.css';
import '../src/styles.css';

export default { tags: ['autodocs'] } satisfies Preview;
