package dev.quarterdeck.controllers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which controllers run, as kube-controller-manager's {@code --controllers} says it: {@code *} for
 * all, {@code foo} for the one of that name, {@code -foo} for all but it. The first entry that
 * names a controller counts.
 */
public final class ControllerSelection {

  /** All controllers. */
  public static final ControllerSelection ALL = of(List.of("*"));

  private final List<String> entries;

  private ControllerSelection(List<String> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a selection.
   *
   * @param texts {@code *}, names and aliases, with or without {@code -} before them
   * @throws IllegalArgumentException naming the first entry that is no controller's
   */
  public static ControllerSelection of(List<String> texts) {
    var entries = new ArrayList<String>();
    for (var text : texts) {
      if (text.equals("*")) {
        entries.add(text);
      } else if (text.startsWith("-")) {
        entries.add("-" + known(text.substring(1)));
      } else {
        entries.add(known(text));
      }
    }
    return new ControllerSelection(entries);
  }

  private static String known(String text) {
    return KnownControllers.ALL.stream()
        .filter(spec -> text.equals(spec.name()) || text.equals(spec.alias()))
        .map(ControllerSpec::name)
        .filter(name -> !text.isEmpty())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(text)));
  }

  private static String unknown(String text) {
    var known =
        KnownControllers.ALL.stream().map(ControllerSpec::name).collect(Collectors.joining(", "));
    return "\"%s\" is not in the list of known controllers: %s".formatted(text, known);
  }

  /** Whether the controller of this name runs. */
  boolean includes(String name) {
    for (var entry : entries) {
      if (entry.equals(name)) {
        return true;
      }
      if (entry.equals("-" + name)) {
        return false;
      }
    }
    return entries.contains("*");
  }
}
