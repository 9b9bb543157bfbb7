package dev.quarterdeck.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell, as kubectl prints them. */
public final class TextTable {

  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public void row(String... cells) {
    rows.add(cells);
  }

  public void print(PrintWriter out) {
    var columns = rows.getFirst().length;
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < columns; i++) {
        line.append(row[i]);
        if (i < columns - 1) {
          line.repeat(' ', width(i) - row[i].length() + 3);
        }
      }
      out.println(line);
    }
    out.flush();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
  }
}
