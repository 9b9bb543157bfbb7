package dev.quarterdeck.model;
import java.io.*;
import java.time.Instant;
public final class Tr {
  private static final PrintStream OUT = open();
  private static PrintStream open() { try { return new PrintStream(new FileOutputStream("/tmp/node/trace.log", true), true);} catch (IOException e) { throw new UncheckedIOException(e);} }
  public static void t(String pod, String what) { var n = Instant.now(); OUT.print((n.getEpochSecond()*1000000 + n.getNano()/1000) + " " + pod + " " + what + "\n"); }
  public static <T> T t(String pod, String what, java.util.function.Supplier<T> s) { t(pod, what + "<"); try { return s.get(); } finally { t(pod, what + ">"); } }
}
