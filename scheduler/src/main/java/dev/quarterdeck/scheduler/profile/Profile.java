package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PostFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreEnqueuePlugin;
import dev.quarterdeck.scheduler.framework.QueueSortPlugin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A named set of plugins; pods choose one by {@code spec.schedulerName}. At each extension point
 * the plugins that implement it run in the profile's order.
 */
public final class Profile {

  private final String schedulerName;
  private final int percentageOfNodesToScore;
  private final FilterPlugins filters;
  private final ScorePlugins scores;
  private final BindingPlugins binding;
  private final List<PreEnqueuePlugin> preEnqueues;
  private final List<QueueSortPlugin> queueSorts;
  private final List<PostFilterPlugin> postFilters;
  private final QueueingHints hints;

  /**
   * A profile.
   *
   * @param percentageOfNodesToScore 1 to 100; 0 lets the cluster's size decide
   * @param enabled the plugins in their order
   */
  public Profile(String schedulerName, int percentageOfNodesToScore, List<EnabledPlugin> enabled) {
    this.schedulerName = schedulerName;
    this.percentageOfNodesToScore = percentageOfNodesToScore;
    var plugins = enabled.stream().map(EnabledPlugin::plugin).toList();
    requireDistinctNames(plugins);
    filters = new FilterPlugins(plugins);
    scores = new ScorePlugins(enabled);
    binding = new BindingPlugins(plugins);
    preEnqueues = only(PreEnqueuePlugin.class, plugins);
    queueSorts = only(QueueSortPlugin.class, plugins);
    postFilters = only(PostFilterPlugin.class, plugins);
    hints = new QueueingHints(plugins);
  }

  private static void requireDistinctNames(List<Plugin> plugins) {
    var names = new HashSet<String>();
    for (var plugin : plugins) {
      if (!names.add(plugin.name())) {
        throw new IllegalArgumentException("plugin %s is enabled twice".formatted(plugin.name()));
      }
    }
  }

  static <P extends Plugin> List<P> only(Class<P> extensionPoint, List<Plugin> plugins) {
    return plugins.stream().filter(extensionPoint::isInstance).map(extensionPoint::cast).toList();
  }

  public String schedulerName() {
    return schedulerName;
  }

  /** 1 to 100; 0 lets the cluster's size decide. */
  public int percentageOfNodesToScore() {
    return percentageOfNodesToScore;
  }

  public FilterPlugins filters() {
    return filters;
  }

  public ScorePlugins scores() {
    return scores;
  }

  public BindingPlugins binding() {
    return binding;
  }

  public List<PostFilterPlugin> postFilters() {
    return postFilters;
  }

  /** The names of the plugins that can reject a pod. */
  public Set<String> rejectors() {
    return hints.plugins();
  }

  List<PreEnqueuePlugin> preEnqueues() {
    return preEnqueues;
  }

  List<QueueSortPlugin> queueSorts() {
    return queueSorts;
  }

  QueueingHints hints() {
    return hints;
  }
}
