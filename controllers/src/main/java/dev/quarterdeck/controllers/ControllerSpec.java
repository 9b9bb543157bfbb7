package dev.quarterdeck.controllers;

import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * One controller that can be run, by its name in kube-controller-manager.
 *
 * @param name such as {@code deployment-controller}
 * @param alias the name before Kubernetes 1.28, still taken; empty for none
 * @param wanted whether there is anything to do under a configuration
 * @param make makes the controller
 */
record ControllerSpec(
    String name,
    String alias,
    Predicate<ControllersConfig> wanted,
    BiFunction<ControllerContext, ControllersConfig, Controller> make) {

  /** A controller that there is work for under any configuration. */
  static ControllerSpec of(
      String name,
      String alias,
      BiFunction<ControllerContext, ControllersConfig, Controller> make) {
    return new ControllerSpec(name, alias, config -> true, make);
  }
}
