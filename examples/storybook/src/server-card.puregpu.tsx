import { ServerCard } from './server-card.tsx';

export const Card = () => <ServerCard vendor="puregpu" />;
