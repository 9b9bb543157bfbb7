package dev.quarterdeck.apiserver.audit;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What those who judge a request want kept of it in the audit log, by keys such as {@code
 * authorization.k8s.io/decision}. For several threads.
 */
public final class Annotations {

  private static final Logger LOG = LoggerFactory.getLogger(Annotations.class);

  private final Map<String, String> values = new TreeMap<>();

  /** Sets a value; one that is set already stays. */
  public synchronized void add(String key, String value) {
    var before = values.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      LOG.warn("an audit annotation is set already key={} value={} kept={}", key, value, before);
    }
  }

  public synchronized Map<String, String> all() {
    return Map.copyOf(values);
  }
}
