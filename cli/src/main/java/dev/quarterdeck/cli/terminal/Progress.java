package dev.quarterdeck.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows the steps of a long command: the current one live on a terminal, and a line for each
 * finished one.
 */
public final class Progress {

  private static final int REDRAW_MILLIS = 100;

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant stepStart;
  private String step;
  private ProgressBar live;

  public Progress(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** For standard error, so that a command's output stays clean in a pipe. */
  public static Progress onStandardError() {
    var console = System.console();
    return new Progress(
        System.err, console != null && console.isTerminal(), InstantSource.system());
  }

  /** Begins a step, ending the one before it. */
  public void step(String what) {
    done();
    step = what;
    stepStart = clock.instant();
    if (terminal) {
      live =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(-1)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .clearDisplayOnFinish()
              .setRenderer(
                  (progress, width) -> "  … %s %s".formatted(what, progress.getExtraMessage()))
              .build();
    }
  }

  /** Adds how far the step has come, such as {@code 2/3 ready}. */
  public void detail(String detail) {
    if (live != null) {
      live.setExtraMessage(detail);
    }
  }

  /** Ends the current step, if any. */
  public void done() {
    if (step == null) {
      return;
    }
    if (live != null) {
      live.close();
      live = null;
    }
    var took = Duration.between(stepStart, clock.instant());
    out.printf(
        "%s %s (%d.%d s)%n",
        terminal ? "  ✓" : "-", step, took.toSeconds(), took.toMillisPart() / 100);
    step = null;
  }
}
