import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long step is. One step at a time; a new label ends the one before. */
export interface Progress {
  /** @param done and total in any unit of the step */
  report(step: { readonly label: string; readonly done: number; readonly total: number }): void;
  end(): void;
}

/** A bar on a terminal; elsewhere (a log file, CI) one line when a step starts. Writes to standard error only. */
export function showProgress(terminal: NodeJS.WriteStream): Progress {
  return terminal.isTTY ? barProgress(terminal) : lineProgress(terminal);
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let current: { readonly label: string; readonly bar: SingleBar } | undefined;
  const end = (): void => {
    current?.bar.stop();
    current = undefined;
  };
  return {
    end,
    report({ label, done, total }) {
      if (current?.label !== label) {
        end();
        const bar = new SingleBar(
          { format: '{bar} {percentage}% · {step} · {duration_formatted}', hideCursor: true, stream },
          Presets.shades_classic,
        );
        bar.start(total, done, { step: label });
        current = { label, bar };
        return;
      }
      current.bar.setTotal(total);
      current.bar.update(done, { step: label });
    },
  };
}

function lineProgress(stream: NodeJS.WritableStream): Progress {
  let last = '';
  return {
    report({ label }) {
      if (label !== last) stream.write(`${label} …\n`);
      last = label;
    },
    end() {
      last = '';
    },
  };
}
