package dev.quarterdeck.apiserver.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether the plugins that mutate are asked a second time, since one of them changed what those
 * before it had seen. Belongs to one request's first phase.
 */
public final class Reinvocation {

  private Map<String, Object> notes = Map.of();
  private boolean wanted;
  private boolean underWay;

  /** Has all plugins asked once more, after this round; in the second round it does nothing. */
  public void ask() {
    wanted = true;
  }

  /** Whether this is the second round. */
  public boolean underWay() {
    return underWay;
  }

  /** Whether there is to be a second round; begins it. */
  boolean begin() {
    underWay = wanted && !underWay;
    return underWay;
  }

  /** Keeps what a plugin wants to know in the second round. */
  public void note(AdmissionPlugin plugin, Object note) {
    if (notes.isEmpty()) {
      notes = new HashMap<>();
    }
    notes.put(plugin.name(), note);
  }

  /** What the plugin has noted in the first round; null for nothing. */
  public Object noted(AdmissionPlugin plugin) {
    return notes.get(plugin.name());
  }
}
