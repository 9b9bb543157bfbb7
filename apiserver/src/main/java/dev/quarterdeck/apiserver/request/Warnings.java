package dev.quarterdeck.apiserver.request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Advice for the client that does not refuse its request, each text once. For several threads. */
public final class Warnings {

  /** More than this is dropped (Kubernetes' own limit is 4 KiB of text). */
  private static final int MOST = 32;

  private final Set<String> texts = new LinkedHashSet<>();

  public synchronized void add(String text) {
    if (texts.size() < MOST) {
      texts.add(text);
    }
  }

  public synchronized List<String> all() {
    return List.copyOf(texts);
  }
}
