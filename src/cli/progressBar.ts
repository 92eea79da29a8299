import { Presets, SingleBar } from 'cli-progress';
import { INTERRUPTED } from './onInterrupt.js';
import type { ReportProgress } from '../start/openStores.js';

/** Shows how far a long step is. One step at a time; the next step ends the one before. */
export interface Progress {
  /** @param step.label `Step`, or `Step: what of it is being done`; done and total are in any unit of the step */
  readonly report: ReportProgress;
  readonly end: () => void;
}

/** A bar on a terminal; elsewhere (a log file, CI) one line when a step starts. Writes to standard error only. */
export function showProgress(terminal: NodeJS.WriteStream): Progress {
  return terminal.isTTY ? barProgress(terminal) : lineProgress(terminal);
}

function stepOf(label: string): string {
  return label.split(': ', 1)[0] ?? label;
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let current: { readonly step: string; readonly bar: SingleBar } | undefined;
  // The bar hides the cursor: without this Ctrl-C would leave the terminal without one.
  const interrupt = (): void => {
    end();
    process.exit(INTERRUPTED);
  };
  const end = (): void => {
    current?.bar.stop();
    current = undefined;
    process.off('SIGINT', interrupt);
  };
  return {
    end,
    report({ label, done, total }) {
      if (current?.step !== stepOf(label)) {
        end();
        const bar = new SingleBar(
          { format: '{bar} {percentage}% · {label} · {duration_formatted}', hideCursor: true, stream },
          Presets.shades_classic,
        );
        process.once('SIGINT', interrupt);
        bar.start(total, done, { label });
        current = { step: stepOf(label), bar };
        return;
      }
      current.bar.setTotal(total);
      current.bar.update(done, { label });
    },
  };
}

function lineProgress(stream: NodeJS.WritableStream): Progress {
  let last = '';
  return {
    report({ label }) {
      if (stepOf(label) !== last) stream.write(`${stepOf(label)} …\n`);
      last = stepOf(label);
    },
    end() {
      last = '';
    },
  };
}
