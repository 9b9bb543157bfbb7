package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.Plugin;

/**
 * A plugin of a profile. It runs at every extension point that it implements.
 *
 * @param weight how much its scores count beside those of others, at least 1
 */
public record EnabledPlugin(Plugin plugin, int weight) {

  public EnabledPlugin {
    if (weight < 1) {
      throw new IllegalArgumentException(
          "the weight of plugin %s must be at least 1, not %d".formatted(plugin.name(), weight));
    }
  }

  public EnabledPlugin(Plugin plugin) {
    this(plugin, 1);
  }
}
