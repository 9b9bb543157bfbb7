package dev.quarterdeck.e2e.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Prints results as they come, one line each. */
final class Report {

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void heading(String text) {
    out.println();
    out.println(text);
  }

  void line(String what, String result) {
    out.printf("  %-46s %s%n", what, result);
    out.flush();
  }

  void rate(String what, Load.Result result) {
    line(
        what,
        String.format(
            Locale.ROOT, "%,.0f per s, %s", result.perSecond(), result.samples().summary()));
  }

  /** A ratio to the raw reference of the same run, and the ratio to reach. */
  void ratio(String what, double ratio, String aim) {
    line(what, String.format(Locale.ROOT, "%.2f (aim: %s)", ratio, aim));
  }
}
