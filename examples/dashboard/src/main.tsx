import { createApp } from './app.tsx';

const element = document.getElementById('root');
if (element) createApp(element);
