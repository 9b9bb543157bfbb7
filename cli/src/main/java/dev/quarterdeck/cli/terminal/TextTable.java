package dev.quarterdeck.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;

/** Columns of text, as wide as their widest cell, as kubectl prints them. */
public final class TextTable {

  private static final int GAP = 3;

  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public void row(String... cells) {
    rows.add(cells);
  }

  public void print(PrintWriter out) {
    var columns =
        IntStream.range(0, rows.getFirst().length)
            .mapToObj(i -> new Column(width(i) + GAP, 0, Column.Overflow.TRUNCATE))
            .toArray(Column[]::new);
    var table = Help.TextTable.forColumns(Help.defaultColorScheme(Help.Ansi.OFF), columns);
    rows.forEach(table::addRowValues);
    out.print(table);
    out.flush();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
  }
}
