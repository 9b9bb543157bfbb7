package dev.quarterdeck.model.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Completion indexes of an Indexed Job, such as {@code status.completedIndexes}: written {@code
 * 1,3-5,7}. It takes memory for its runs, not for its members.
 *
 * @param runs ordered, with a gap between any two
 */
public record IndexSet(List<Run> runs) {

  public static final IndexSet NONE = new IndexSet(List.of());

  /** Indexes that follow one another, both ends included. */
  public record Run(int first, int last) {

    int size() {
      return last - first + 1;
    }

    /** Two numbers in a row are written apart. */
    @Override
    public String toString() {
      return first == last ? "" + first : first + (last == first + 1 ? "," : "-") + last;
    }
  }

  public IndexSet {
    runs = List.copyOf(runs);
  }

  public static IndexSet of(Collection<Integer> indexes) {
    return merged(new TreeSet<>(indexes).stream().map(i -> new Run(i, i)).toList());
  }

  /**
   * Reads what clients write.
   *
   * @param completions indexes from here on are refused
   * @throws IllegalArgumentException when the text is malformed or not in increasing order, in
   *     Kubernetes' words
   */
  public static IndexSet parse(String text, int completions) {
    var runs = new ArrayList<Run>();
    if (text.isEmpty()) {
      return NONE;
    }
    for (var part : text.split(",", -1)) {
      var run = run(part, completions);
      if (!runs.isEmpty() && runs.getLast().last >= run.first) {
        throw order(runs.getLast().last, run.first);
      }
      runs.add(run);
    }
    return merged(runs);
  }

  private static Run run(String text, int completions) {
    var limits = text.split("-", -1);
    if (limits.length > 2) {
      throw new IllegalArgumentException(
          ("the fragment \"%s\" violates the requirement that an index interval can have at most two"
                  + " parts separated by '-'")
              .formatted(text));
    }
    var first = index(limits[0], completions);
    if (limits.length == 1) {
      return new Run(first, first);
    }
    var last = index(limits[1], completions);
    if (first >= last) {
      throw order(first, last);
    }
    return new Run(first, last);
  }

  private static int index(String text, int completions) {
    if (!text.matches("[+-]?[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "cannot convert string to integer for index: \"" + text + "\"");
    }
    if (Long.parseLong(text) >= completions) {
      throw new IllegalArgumentException("too large index: \"" + text + "\"");
    }
    return Math.toIntExact(Long.parseLong(text));
  }

  private static IllegalArgumentException order(int previous, int current) {
    return new IllegalArgumentException(
        "non-increasing order, previous: %d, current: %d".formatted(previous, current));
  }

  /**
   * Reads what a status holds: malformed parts are passed over, and indexes from {@code
   * completions} on, which an elastic job had before it shrank, are cut off.
   *
   * @param text null for none
   */
  public static IndexSet read(String text, int completions) {
    var runs = new ArrayList<Run>();
    for (var part : text == null ? new String[0] : text.split(",")) {
      try {
        var run = run(part, Integer.MAX_VALUE);
        if (run.first >= 0 && run.first < completions) {
          runs.add(new Run(run.first, Math.min(run.last, completions - 1)));
        }
      } catch (IllegalArgumentException malformed) {
        continue; // Somebody else wrote it; what is readable still counts.
      }
    }
    return merged(runs);
  }

  private static IndexSet merged(Collection<Run> parts) {
    var runs = new ArrayList<Run>();
    for (var run : parts.stream().sorted(Comparator.comparingInt(Run::first)).toList()) {
      if (runs.isEmpty() || run.first > runs.getLast().last + 1) {
        runs.add(run);
      } else if (run.last > runs.getLast().last) {
        runs.add(new Run(runs.removeLast().first, run.last));
      }
    }
    return new IndexSet(runs);
  }

  /** The indexes of both. */
  public IndexSet plus(IndexSet other) {
    var all = new ArrayList<>(runs);
    all.addAll(other.runs);
    return merged(all);
  }

  public int size() {
    return runs.stream().mapToInt(Run::size).sum();
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  public boolean contains(int index) {
    var low = 0;
    var high = runs.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (runs.get(middle).last < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < runs.size() && runs.get(low).first <= index;
  }

  /** How many indexes both have. */
  public int common(IndexSet other) {
    var count = new int[1];
    overlaps(other, (first, last) -> count[0] += last - first + 1);
    return count[0];
  }

  /** The first index that both have. */
  public Optional<Integer> firstCommon(IndexSet other) {
    var found = new ArrayList<Integer>();
    overlaps(other, (first, last) -> found.add(first));
    return found.stream().findFirst();
  }

  private void overlaps(IndexSet other, BiConsumer<Integer, Integer> overlap) {
    for (int mine = 0, theirs = 0; mine < runs.size() && theirs < other.runs.size(); ) {
      var a = runs.get(mine);
      var b = other.runs.get(theirs);
      if (a.first <= b.last && b.first <= a.last) {
        overlap.accept(Math.max(a.first, b.first), Math.min(a.last, b.last));
      }
      if (a.last < b.last) {
        mine++;
      } else {
        theirs++;
      }
    }
  }

  /** The first {@code count} indexes below {@code completions} that are not in the set. */
  public List<Integer> missing(int count, int completions) {
    var missing = new ArrayList<Integer>();
    var candidate = 0;
    for (var run : runs) {
      for (; candidate < Math.min(run.first, completions) && missing.size() < count; candidate++) {
        missing.add(candidate);
      }
      candidate = Math.max(candidate, run.last + 1);
    }
    for (; candidate < completions && missing.size() < count; candidate++) {
      missing.add(candidate);
    }
    return missing;
  }

  /** As in a status; empty for no index. */
  @Override
  public String toString() {
    return runs.stream().map(Run::toString).collect(Collectors.joining(","));
  }
}
