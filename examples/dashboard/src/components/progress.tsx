/** How far a task is: a percentage where the vendor tells one, else only that something moves. */
import type { Task } from '../fleet/server.ts';

export function Progress({ task, label }: { task: Task; label: string }) {
  const { progress } = task;
  return (
    <div
      className={progress === undefined ? 'progress progress-unknown' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={progress === undefined ? task.phrase : `${task.phrase}, ${progress}%`}
      {...(progress === undefined ? {} : { 'aria-valuenow': progress })}
    >
      <div className="progress-bar" {...(progress === undefined ? {} : { style: { inlineSize: `${progress}%` } })} />
    </div>
  );
}
